CREATE TABLE journal (
  position      INTEGER PRIMARY KEY AUTOINCREMENT,
  stream        TEXT    NOT NULL,
  seq           INTEGER NOT NULL,
  event_id      BLOB    NOT NULL,
  event_type    TEXT    NOT NULL,
  event_version INTEGER NOT NULL,
  payload       BLOB    NOT NULL,
  recorded_at   INTEGER NOT NULL, -- milliseconds since 1970, UTC
  command_id    BLOB    NULL,
  receipt       BLOB    NULL,
  UNIQUE (stream, seq)
) STRICT;

CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  stream      TEXT    NOT NULL,
  first_seq   INTEGER NOT NULL,
  last_seq    INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL -- milliseconds since 1970, UTC
) STRICT;

CREATE TABLE open_work (
  stream    TEXT    NOT NULL PRIMARY KEY,
  opened_at INTEGER NOT NULL -- milliseconds since 1970, UTC
) STRICT;

CREATE INDEX open_work_opened_at ON open_work (opened_at);

CREATE TABLE lease (
  name       TEXT    NOT NULL PRIMARY KEY,
  owner      TEXT    NOT NULL,
  expires_at INTEGER NOT NULL -- milliseconds since 1970, UTC
) STRICT;

CREATE TABLE issued_coupon (
  customer_id  INTEGER NOT NULL,
  coupon_id    INTEGER NOT NULL,
  issue_number INTEGER NOT NULL,
  status       INTEGER NOT NULL, -- 0 issued, 1 reserved, 2 used
  issued_at    INTEGER NOT NULL, -- milliseconds since 1970, UTC
  PRIMARY KEY (customer_id, coupon_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE grain_snapshot (
  grain_n0    INTEGER NOT NULL,
  grain_n1    INTEGER NOT NULL,
  grain_key   TEXT    NOT NULL,
  part_name   TEXT    NOT NULL,
  service_id  TEXT    NOT NULL,
  payload     BLOB    NULL,
  version     INTEGER NOT NULL,
  modified_at TEXT    NOT NULL,
  PRIMARY KEY (grain_n0, grain_n1, grain_key, part_name, service_id)
) STRICT;

-- The query contract of Microsoft.Orleans.Persistence.AdoNet: names of parameters and results are its own.
CREATE TABLE OrleansQuery (
  QueryKey  TEXT NOT NULL PRIMARY KEY,
  QueryText TEXT NOT NULL
) STRICT;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
  SELECT payload AS PayloadBinary, version AS Version
  FROM grain_snapshot
  WHERE grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND grain_key = COALESCE(@GrainIdExtensionString, '''')
    AND part_name = @GrainTypeString AND service_id = @ServiceId;'),
-- The version wraps around instead of overflowing. Where another version is there, no row comes back.
('WriteToStorageKey', '
  INSERT INTO grain_snapshot (grain_n0, grain_n1, grain_key, part_name, service_id, payload, version, modified_at)
  VALUES (@GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''''), @GrainTypeString, @ServiceId, @PayloadBinary,
          COALESCE(@GrainStateVersion, 0) % 2147483647 + 1, datetime(''now''))
  ON CONFLICT (grain_n0, grain_n1, grain_key, part_name, service_id) DO UPDATE
  SET payload = excluded.payload, modified_at = excluded.modified_at, version = version % 2147483647 + 1
  WHERE version = @GrainStateVersion
  RETURNING version AS NewGrainStateVersion;'),
('ClearStorageKey', '
  UPDATE grain_snapshot
  SET payload = NULL, version = version % 2147483647 + 1, modified_at = datetime(''now'')
  WHERE grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND grain_key = COALESCE(@GrainIdExtensionString, '''')
    AND part_name = @GrainTypeString AND service_id = @ServiceId AND version = @GrainStateVersion
  RETURNING version AS NewGrainStateVersion;'),
('DeleteStorageKey', '
  DELETE FROM grain_snapshot
  WHERE grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND grain_key = COALESCE(@GrainIdExtensionString, '''')
    AND part_name = @GrainTypeString AND service_id = @ServiceId AND version = @GrainStateVersion
  RETURNING version % 2147483647 + 1 AS NewGrainStateVersion;');
