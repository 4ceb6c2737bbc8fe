SELECT n.note
FROM headgate.job_note AS n
WHERE n.name = :name AND n.until > clock_timestamp()
