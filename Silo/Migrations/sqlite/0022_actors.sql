CREATE TABLE admin_event (
  id       INTEGER PRIMARY KEY AUTOINCREMENT, -- the order of the trail
  stream   TEXT    NOT NULL,
  seq      INTEGER NOT NULL, -- the event of the stream that has the actor
  trace_id TEXT    NULL,     -- of the request
  UNIQUE (stream, seq)
) STRICT;

ALTER TABLE set_aside_event ADD COLUMN actor TEXT NULL;

ALTER TABLE journal ADD COLUMN actor TEXT NULL;
