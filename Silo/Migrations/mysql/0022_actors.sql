-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short. A column that is there
-- already ends its ALTER TABLE, which the migrator runs by itself; nothing may follow one but the next.

CREATE TABLE IF NOT EXISTS admin_event (
  id       BIGINT       NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'the order of the trail',
  stream   VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq      BIGINT       NOT NULL COMMENT 'the event of the stream that has the actor',
  trace_id VARCHAR(64)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'of the request',
  UNIQUE KEY admin_event_stream_seq (stream, seq)
) ENGINE = InnoDB;

ALTER TABLE set_aside_event ADD COLUMN actor VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL;

-- Without copying the table, while silos of the release before append: they leave it out.
ALTER TABLE journal ADD COLUMN actor VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL, ALGORITHM = INSTANT;
