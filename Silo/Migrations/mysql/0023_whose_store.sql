-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short.

CREATE TABLE IF NOT EXISTS cluster_of_store (
  only_row   TINYINT     NOT NULL PRIMARY KEY,
  cluster_id VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Clustering:ClusterId of the silos that work here'
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS event_key (
  only_row TINYINT    NOT NULL PRIMARY KEY,
  secret   BINARY(32) NOT NULL COMMENT 'by which silos know their own messages of the topic; made by the first that needs it'
) ENGINE = InnoDB;
