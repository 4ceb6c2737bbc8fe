WITH turn AS MATERIALIZED (
  SELECT pg_try_advisory_xact_lock(hashtextextended('headgate.token_bucket', 0)) AS ours)
DELETE FROM headgate.token_bucket
WHERE (SELECT ours FROM turn)
  AND ctid = ANY (ARRAY(
    -- Whoever decides over a bucket now is not waited for: the bucket is in use.
    SELECT b.ctid FROM headgate.token_bucket AS b
    WHERE b.ctid >= format('(%s,0)', :first)::tid
      AND b.ctid < format('(%s,0)', :end)::tid
      AND b.tat <= coalesce(:moment, headgate.epoch_nanos())
    FOR UPDATE SKIP LOCKED))
