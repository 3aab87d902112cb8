ALTER TABLE customer_order
  -- Without copying the table, while silos of the release before write rows: they leave it out.
  ADD COLUMN expires_at BIGINT NULL COMMENT 'milliseconds since 1970, UTC; NULL where Orders:PayWithin says it', ALGORITHM = INSTANT;
