SELECT (c.task).*, c.until, c.latest
FROM headgate.claim_tasks(?, ?, ?, ?, ?, ?, ?, ?) AS c
