SELECT l.holder, l.fence, l.until,
  ARRAY(
    SELECT o.pool FROM headgate.slot_lease AS o
    WHERE o.holder = l.holder AND o.fence = l.fence
    ORDER BY o.place) AS pools
FROM headgate.slot_lease AS l
WHERE l.pool = ? AND l.until > coalesce(?, headgate.epoch_nanos())
ORDER BY l.fence
LIMIT ?
