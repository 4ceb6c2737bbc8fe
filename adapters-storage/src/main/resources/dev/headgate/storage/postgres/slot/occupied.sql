SELECT coalesce(sum(p.occupied), 0) - (
    SELECT count(*) FROM headgate.slot_lease AS l
    WHERE l.pool = :pool AND l.until <= coalesce(:moment, headgate.epoch_nanos()))
FROM headgate.slot_pool AS p
WHERE p.name = :pool
