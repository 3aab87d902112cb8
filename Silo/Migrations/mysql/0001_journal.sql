-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short.

CREATE TABLE IF NOT EXISTS journal (
  position      BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
  stream        VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq           BIGINT       NOT NULL,
  event_id      BINARY(16)   NOT NULL,
  event_type    VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_version SMALLINT     NOT NULL,
  payload       MEDIUMBLOB   NOT NULL,
  recorded_at   BIGINT       NOT NULL COMMENT 'milliseconds since 1970, UTC',
  command_id    BINARY(16)   NULL,
  receipt       MEDIUMBLOB   NULL,
  UNIQUE KEY journal_stream_seq (stream, seq)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS outbox (
  id          BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY,
  stream      VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  first_seq   BIGINT       NOT NULL,
  last_seq    BIGINT       NOT NULL,
  recorded_at BIGINT       NOT NULL COMMENT 'milliseconds since 1970, UTC'
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS open_work (
  stream    VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  opened_at BIGINT       NOT NULL COMMENT 'milliseconds since 1970, UTC',
  KEY open_work_opened_at (opened_at)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS lease (
  name       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  owner      VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  expires_at BIGINT       NOT NULL COMMENT 'milliseconds since 1970, UTC'
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS issued_coupon (
  customer_id  BIGINT   NOT NULL,
  coupon_id    BIGINT   NOT NULL,
  issue_number BIGINT   NOT NULL,
  status       SMALLINT NOT NULL COMMENT '0 issued, 1 reserved, 2 used',
  issued_at    BIGINT   NOT NULL COMMENT 'milliseconds since 1970, UTC',
  PRIMARY KEY (customer_id, coupon_id)
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS grain_snapshot (
  grain_n0    BIGINT       NOT NULL,
  grain_n1    BIGINT       NOT NULL,
  grain_key   VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  part_name   VARCHAR(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  service_id  VARCHAR(150) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload     LONGBLOB     NULL,
  version     INT          NOT NULL,
  modified_at DATETIME     NOT NULL,
  PRIMARY KEY (grain_n0, grain_n1, grain_key, part_name, service_id)
) ENGINE = InnoDB;

-- The query contract of Microsoft.Orleans.Persistence.AdoNet: names of parameters and results are its own.
CREATE TABLE IF NOT EXISTS OrleansQuery (
  QueryKey  VARCHAR(64) NOT NULL PRIMARY KEY,
  QueryText TEXT        NOT NULL
) ENGINE = InnoDB;

REPLACE INTO OrleansQuery (QueryKey, QueryText) VALUES
('ReadFromStorageKey', '
  SELECT payload AS PayloadBinary, version AS Version
  FROM grain_snapshot
  WHERE grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND grain_key = COALESCE(@GrainIdExtensionString, '''')
    AND part_name = @GrainTypeString AND service_id = @ServiceId;'),
-- The version wraps around instead of overflowing. An unchanged row (another version was there) counts no row.
('WriteToStorageKey', '
  INSERT INTO grain_snapshot (grain_n0, grain_n1, grain_key, part_name, service_id, payload, version, modified_at)
  VALUES (@GrainIdN0, @GrainIdN1, COALESCE(@GrainIdExtensionString, ''''), @GrainTypeString, @ServiceId, @PayloadBinary,
          MOD(COALESCE(@GrainStateVersion, 0), 2147483647) + 1, UTC_TIMESTAMP())
  ON DUPLICATE KEY UPDATE
    payload = IF(version = @GrainStateVersion, VALUES(payload), payload),
    modified_at = IF(version = @GrainStateVersion, VALUES(modified_at), modified_at),
    version = IF(version = @GrainStateVersion, MOD(version, 2147483647) + 1, version);
  SELECT IF(ROW_COUNT() > 0, MOD(COALESCE(@GrainStateVersion, 0), 2147483647) + 1, @GrainStateVersion) AS NewGrainStateVersion;'),
('ClearStorageKey', '
  UPDATE grain_snapshot
  SET payload = NULL, version = MOD(version, 2147483647) + 1, modified_at = UTC_TIMESTAMP()
  WHERE grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND grain_key = COALESCE(@GrainIdExtensionString, '''')
    AND part_name = @GrainTypeString AND service_id = @ServiceId AND version = @GrainStateVersion;
  SELECT IF(ROW_COUNT() > 0, MOD(@GrainStateVersion, 2147483647) + 1, @GrainStateVersion) AS NewGrainStateVersion;'),
('DeleteStorageKey', '
  DELETE FROM grain_snapshot
  WHERE grain_n0 = @GrainIdN0 AND grain_n1 = @GrainIdN1 AND grain_key = COALESCE(@GrainIdExtensionString, '''')
    AND part_name = @GrainTypeString AND service_id = @ServiceId AND version = @GrainStateVersion;
  SELECT IF(ROW_COUNT() > 0, MOD(@GrainStateVersion, 2147483647) + 1, @GrainStateVersion) AS NewGrainStateVersion;');
