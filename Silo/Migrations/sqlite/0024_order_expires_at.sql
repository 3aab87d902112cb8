ALTER TABLE customer_order
  -- Milliseconds since 1970, UTC; NULL where Orders:PayWithin says it.
  ADD COLUMN expires_at INTEGER NULL;
