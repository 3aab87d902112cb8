-- Three accounts of the database, so that what runs can append to the journal and change nothing in it. To be run once by an
-- administrator of the server, with passwords of your own; then 'Silo migrate' with the first account, then grants.sql.
-- Where the way to the server is not yours alone: ALTER USER ... REQUIRE SSL.

CREATE DATABASE IF NOT EXISTS commerce;

-- Makes the schema, and mends it: Silo migrate, accept-store, accept-cluster, repair, forget, seed.
CREATE USER IF NOT EXISTS 'commerce_migrate'@'%' IDENTIFIED BY 'CHANGE-ME';
GRANT ALL PRIVILEGES ON commerce.* TO 'commerce_migrate'@'%';

-- Silos; Silo rebuild and redrive.
CREATE USER IF NOT EXISTS 'commerce_run'@'%' IDENTIFIED BY 'CHANGE-ME';

-- Silo verify, and whoever looks.
CREATE USER IF NOT EXISTS 'commerce_verify'@'%' IDENTIFIED BY 'CHANGE-ME';
