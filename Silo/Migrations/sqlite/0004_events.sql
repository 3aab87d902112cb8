CREATE TABLE coupon_use (
  customer_id INTEGER NOT NULL,
  coupon_id   INTEGER NOT NULL,
  order_id    BLOB    NULL, -- the order that has the piece, or none
  last_seq    INTEGER NOT NULL, -- the last event of the coupon in this row
  PRIMARY KEY (customer_id, coupon_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE parked_event (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  consumer   TEXT    NOT NULL,
  event_key  TEXT    NOT NULL,
  subject    TEXT    NULL,
  sequence   INTEGER NOT NULL, -- 0 when it is not known
  event_type TEXT    NULL,
  payload    BLOB    NOT NULL, -- what arrived
  error      TEXT    NOT NULL,
  parked_at  INTEGER NOT NULL, -- milliseconds since 1970, UTC
  UNIQUE (consumer, event_key)
) STRICT;
