CREATE TABLE store_identity (
  only_row INTEGER NOT NULL PRIMARY KEY,
  identity TEXT    NOT NULL -- tells this store from every other; a copy has it too
) STRICT;

INSERT INTO store_identity (only_row, identity) VALUES (1, lower(hex(randomblob(16))));

CREATE TABLE accepted_store (
  identity    TEXT    NOT NULL PRIMARY KEY, -- a store that this one stands in for
  accepted_at INTEGER NOT NULL -- milliseconds since 1970, UTC
) STRICT;

CREATE TABLE set_aside_event (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  stream        TEXT    NOT NULL,
  seq           INTEGER NOT NULL, -- what it was in the journal
  event_id      BLOB    NOT NULL,
  event_type    TEXT    NOT NULL,
  event_version INTEGER NOT NULL,
  payload       BLOB    NOT NULL,
  recorded_at   INTEGER NOT NULL, -- milliseconds since 1970, UTC
  command_id    BLOB    NULL,
  receipt       BLOB    NULL,
  reason        TEXT    NOT NULL,
  set_aside_at  INTEGER NOT NULL -- milliseconds since 1970, UTC
) STRICT;

CREATE INDEX set_aside_event_stream ON set_aside_event (stream, seq);
