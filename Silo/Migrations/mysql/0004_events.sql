-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short.

CREATE TABLE IF NOT EXISTS coupon_use (
  customer_id BIGINT     NOT NULL,
  coupon_id   BIGINT     NOT NULL,
  order_id    BINARY(16) NULL COMMENT 'the order that has the piece, or none',
  last_seq    BIGINT     NOT NULL COMMENT 'the last event of the coupon in this row',
  PRIMARY KEY (customer_id, coupon_id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS parked_event (
  id         BIGINT        NOT NULL AUTO_INCREMENT PRIMARY KEY,
  consumer   VARCHAR(100)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_key  VARCHAR(300)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  subject    VARCHAR(300)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  sequence   BIGINT        NOT NULL COMMENT '0 when it is not known',
  event_type VARCHAR(100)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  payload    LONGBLOB      NOT NULL COMMENT 'what arrived',
  error      VARCHAR(1000) CHARACTER SET utf8mb4 NOT NULL,
  parked_at  BIGINT        NOT NULL COMMENT 'milliseconds since 1970, UTC',
  UNIQUE KEY parked_event_key (consumer, event_key)
) ENGINE = InnoDB;
