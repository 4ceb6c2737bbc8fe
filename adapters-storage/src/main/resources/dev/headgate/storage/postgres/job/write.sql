WITH gone AS (
  DELETE FROM headgate.job_note AS n
  WHERE n.name IN (
    SELECT o.name
    FROM headgate.job_note AS o
    WHERE o.until <= clock_timestamp() AND o.name <> :name
    ORDER BY o.until
    LIMIT 20
    FOR UPDATE SKIP LOCKED)
)
INSERT INTO headgate.job_note AS n (name, note, until)
VALUES (:name, :text, clock_timestamp() + :length * interval '1 millisecond')
ON CONFLICT (name) DO UPDATE
SET note = excluded.note, until = excluded.until
