CREATE TABLE product (
  product_id INTEGER NOT NULL PRIMARY KEY
) STRICT;

CREATE TABLE customer_order (
  order_id        BLOB    NOT NULL PRIMARY KEY,
  customer_id     INTEGER NOT NULL,
  placed_at       INTEGER NOT NULL, -- milliseconds since 1970, UTC
  status          INTEGER NOT NULL, -- 0 placed, 1 paying, 2 paid, 3 rejected
  last_seq        INTEGER NOT NULL, -- the last event of the order in this row
  total_amount    INTEGER NOT NULL,
  discount_amount INTEGER NOT NULL
) STRICT;

CREATE INDEX customer_order_latest ON customer_order (customer_id, placed_at, order_id);
