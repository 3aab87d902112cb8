-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short.

CREATE TABLE IF NOT EXISTS product (
  product_id BIGINT NOT NULL PRIMARY KEY
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS customer_order (
  order_id        BINARY(16) NOT NULL PRIMARY KEY,
  customer_id     BIGINT     NOT NULL,
  placed_at       BIGINT     NOT NULL COMMENT 'milliseconds since 1970, UTC',
  status          SMALLINT   NOT NULL COMMENT '0 placed, 1 paying, 2 paid, 3 rejected',
  last_seq        BIGINT     NOT NULL COMMENT 'the last event of the order in this row',
  total_amount    BIGINT     NOT NULL,
  discount_amount BIGINT     NOT NULL,
  KEY customer_order_latest (customer_id, placed_at, order_id)
) ENGINE = InnoDB;
