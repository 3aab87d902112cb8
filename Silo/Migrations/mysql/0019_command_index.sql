-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short.

CREATE TABLE IF NOT EXISTS command_index (
  stream      VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  command_id  BINARY(16)   NOT NULL,
  seq         BIGINT       NOT NULL COMMENT 'the event of the stream that has the command''s receipt',
  recorded_at BIGINT       NOT NULL COMMENT 'milliseconds since 1970, UTC',
  PRIMARY KEY (stream, command_id),
  KEY command_index_recorded_at (recorded_at)
) ENGINE = InnoDB;

-- Silos of the release before go on appending meanwhile.
SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;

-- What the release before recorded in the last seven days.
REPLACE INTO command_index (stream, command_id, seq, recorded_at)
  SELECT stream, command_id, seq, recorded_at FROM journal
  WHERE receipt IS NOT NULL AND recorded_at > (UNIX_TIMESTAMP() - 604800) * 1000
  ORDER BY position;

CREATE TABLE IF NOT EXISTS command_index_start (
  only_row      TINYINT NOT NULL PRIMARY KEY,
  complete_from BIGINT  NOT NULL COMMENT 'of sagas that began before, milliseconds since 1970, a step may be in the journal alone'
) ENGINE = InnoDB;

-- Silos of the release before may run, and record steps, for a while longer.
INSERT IGNORE INTO command_index_start (only_row, complete_from)
  SELECT 1, IF(EXISTS (SELECT 1 FROM journal), (UNIX_TIMESTAMP() + 86400) * 1000, 0);
