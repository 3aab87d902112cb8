CREATE TABLE concert (
  concert_id INTEGER NOT NULL PRIMARY KEY,
  name       TEXT    NOT NULL,
  last_seq   INTEGER NOT NULL -- the last event of the concert in this row
) STRICT;

CREATE TABLE customer_reservation (
  reservation_id BLOB    NOT NULL PRIMARY KEY,
  customer_id    INTEGER NOT NULL,
  concert_id     INTEGER NOT NULL,
  schedule_id    INTEGER NOT NULL,
  seat_id        INTEGER NOT NULL,
  price          INTEGER NOT NULL,
  held_at        INTEGER NOT NULL, -- milliseconds since 1970, UTC
  expires_at     INTEGER NOT NULL, -- milliseconds since 1970, UTC
  status         INTEGER NOT NULL, -- 0 held until expires_at, 1 paying, 2 paid, 3 expired, 4 cancelled
  last_seq       INTEGER NOT NULL  -- the last event of the reservation in this row
) STRICT;

CREATE INDEX customer_reservation_latest ON customer_reservation (customer_id, held_at, reservation_id);
