WITH over AS (
  DELETE FROM headgate.spending_page
  WHERE process IN (
    SELECT process FROM headgate.spending_page
    WHERE until <= clock_timestamp() AND process <> :process
    FOR UPDATE SKIP LOCKED)
), written AS (
  INSERT INTO headgate.spending_page AS known (process, page, until)
  VALUES (:process, :page, clock_timestamp() + :ttl * interval '1 ms')
  ON CONFLICT (process) DO UPDATE SET page = excluded.page, until = excluded.until
  RETURNING process, page
)
SELECT process, page FROM written
UNION ALL
SELECT process, page FROM headgate.spending_page
WHERE process <> :process AND until > clock_timestamp()
