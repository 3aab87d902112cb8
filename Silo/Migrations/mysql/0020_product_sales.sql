-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short.

CREATE TABLE IF NOT EXISTS product_sales (
  day        INT    NOT NULL COMMENT 'days since 1970, UTC, on which the orders were paid',
  product_id BIGINT NOT NULL,
  quantity   BIGINT NOT NULL COMMENT 'pieces sold on the day and not given back since',
  PRIMARY KEY (day, product_id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS order_sale (
  order_id BINARY(16) NOT NULL PRIMARY KEY,
  day      INT        NOT NULL COMMENT 'on which it was paid',
  last_seq BIGINT     NOT NULL COMMENT 'the last event of the order that product_sales has'
) ENGINE = InnoDB;
