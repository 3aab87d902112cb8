CREATE TABLE product_sales (
  day        INTEGER NOT NULL, -- days since 1970, UTC, on which the orders were paid
  product_id INTEGER NOT NULL,
  quantity   INTEGER NOT NULL, -- pieces sold on the day and not given back since
  PRIMARY KEY (day, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE order_sale (
  order_id BLOB    NOT NULL PRIMARY KEY,
  day      INTEGER NOT NULL, -- on which it was paid
  last_seq INTEGER NOT NULL  -- the last event of the order that product_sales has
) STRICT, WITHOUT ROWID;
