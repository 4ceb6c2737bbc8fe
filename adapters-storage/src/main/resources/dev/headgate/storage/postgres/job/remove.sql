DELETE FROM headgate.job_note AS n
WHERE n.name = :name
