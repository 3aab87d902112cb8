CREATE TABLE command_index (
  stream      TEXT    NOT NULL,
  command_id  BLOB    NOT NULL,
  seq         INTEGER NOT NULL, -- the event of the stream that has the command's receipt
  recorded_at INTEGER NOT NULL, -- milliseconds since 1970, UTC
  PRIMARY KEY (stream, command_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX command_index_recorded_at ON command_index (recorded_at);

-- What the release before recorded in the last seven days.
INSERT OR REPLACE INTO command_index (stream, command_id, seq, recorded_at)
  SELECT stream, command_id, seq, recorded_at FROM journal
  WHERE receipt IS NOT NULL AND recorded_at > (CAST(strftime('%s', 'now') AS INTEGER) - 604800) * 1000
  ORDER BY position;

CREATE TABLE command_index_start (
  only_row      INTEGER NOT NULL PRIMARY KEY,
  complete_from INTEGER NOT NULL -- of sagas that began before, milliseconds since 1970, a step may be in the journal alone
) STRICT;

-- Silos of the release before may run, and record steps, for a while longer.
INSERT INTO command_index_start (only_row, complete_from)
  SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM journal) THEN (CAST(strftime('%s', 'now') AS INTEGER) + 86400) * 1000 ELSE 0 END;
