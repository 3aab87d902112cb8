-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short.

CREATE TABLE IF NOT EXISTS store_identity (
  only_row TINYINT  NOT NULL PRIMARY KEY,
  identity CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'tells this store from every other; a copy has it too'
) ENGINE = InnoDB;

INSERT IGNORE INTO store_identity (only_row, identity) VALUES (1, LOWER(REPLACE(UUID(), '-', '')));

CREATE TABLE IF NOT EXISTS accepted_store (
  identity    CHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY COMMENT 'a store that this one stands in for',
  accepted_at BIGINT   NOT NULL COMMENT 'milliseconds since 1970, UTC'
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS set_aside_event (
  id            BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
  stream        VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq           BIGINT       NOT NULL COMMENT 'what it was in the journal',
  event_id      BINARY(16)   NOT NULL,
  event_type    VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_version SMALLINT     NOT NULL,
  payload       MEDIUMBLOB   NOT NULL,
  recorded_at   BIGINT       NOT NULL COMMENT 'milliseconds since 1970, UTC',
  command_id    BINARY(16)   NULL,
  receipt       MEDIUMBLOB   NULL,
  reason        VARCHAR(200) NOT NULL,
  set_aside_at  BIGINT       NOT NULL COMMENT 'milliseconds since 1970, UTC',
  KEY set_aside_event_stream (stream, seq)
) ENGINE = InnoDB;
