-- What silos may do, and what those who look may. To be run after every 'Silo migrate', for a release can bring tables; it can be
-- run again.

-- The journal is only ever added to, and so is the list of what administrators did.
GRANT SELECT, INSERT ON commerce.journal TO 'commerce_run'@'%';
GRANT SELECT, INSERT ON commerce.admin_event TO 'commerce_run'@'%';

-- What is under way, and who does it.
GRANT SELECT, INSERT, DELETE ON commerce.outbox TO 'commerce_run'@'%';
GRANT SELECT, INSERT, DELETE ON commerce.open_work TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE ON commerce.lease TO 'commerce_run'@'%';
GRANT SELECT, INSERT, DELETE ON commerce.command_index TO 'commerce_run'@'%';
GRANT SELECT, INSERT, DELETE ON commerce.parked_event TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.grain_snapshot TO 'commerce_run'@'%';

-- Read tables: filled from the journal, and again by 'Silo rebuild'.
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.issued_coupon TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.coupon_use TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.product TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.product_sales TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.order_sale TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.customer_order TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.concert TO 'commerce_run'@'%';
GRANT SELECT, INSERT, UPDATE, DELETE ON commerce.customer_reservation TO 'commerce_run'@'%';

-- Written once.
GRANT SELECT, INSERT ON commerce.cluster_of_store TO 'commerce_run'@'%';
GRANT SELECT, INSERT ON commerce.event_key TO 'commerce_run'@'%';

-- Written by migrations and commands alone.
GRANT SELECT ON commerce.schema_version TO 'commerce_run'@'%';
GRANT SELECT ON commerce.OrleansQuery TO 'commerce_run'@'%';
GRANT SELECT ON commerce.store_identity TO 'commerce_run'@'%';
GRANT SELECT ON commerce.accepted_store TO 'commerce_run'@'%';
GRANT SELECT ON commerce.command_index_start TO 'commerce_run'@'%';
GRANT SELECT ON commerce.set_aside_event TO 'commerce_run'@'%';

-- Whoever looks: everything but the key by which silos know their messages.
GRANT SELECT ON commerce.journal TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.admin_event TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.outbox TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.open_work TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.lease TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.command_index TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.command_index_start TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.parked_event TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.grain_snapshot TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.issued_coupon TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.coupon_use TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.product TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.product_sales TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.order_sale TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.customer_order TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.concert TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.customer_reservation TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.cluster_of_store TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.schema_version TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.OrleansQuery TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.store_identity TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.accepted_store TO 'commerce_verify'@'%';
GRANT SELECT ON commerce.set_aside_event TO 'commerce_verify'@'%';
