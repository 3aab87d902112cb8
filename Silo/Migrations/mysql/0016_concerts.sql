-- Every statement can be run again: DDL is not transactional here, and a migration may have been cut short.

CREATE TABLE IF NOT EXISTS concert (
  concert_id BIGINT       NOT NULL PRIMARY KEY,
  name       VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  last_seq   BIGINT       NOT NULL COMMENT 'the last event of the concert in this row'
) ENGINE = InnoDB;

CREATE TABLE IF NOT EXISTS customer_reservation (
  reservation_id BINARY(16) NOT NULL PRIMARY KEY,
  customer_id    BIGINT     NOT NULL,
  concert_id     BIGINT     NOT NULL,
  schedule_id    BIGINT     NOT NULL,
  seat_id        BIGINT     NOT NULL,
  price          BIGINT     NOT NULL,
  held_at        BIGINT     NOT NULL COMMENT 'milliseconds since 1970, UTC',
  expires_at     BIGINT     NOT NULL COMMENT 'milliseconds since 1970, UTC',
  status         SMALLINT   NOT NULL COMMENT '0 held until expires_at, 1 paying, 2 paid, 3 expired, 4 cancelled',
  last_seq       BIGINT     NOT NULL COMMENT 'the last event of the reservation in this row',
  KEY customer_reservation_latest (customer_id, held_at, reservation_id)
) ENGINE = InnoDB;
