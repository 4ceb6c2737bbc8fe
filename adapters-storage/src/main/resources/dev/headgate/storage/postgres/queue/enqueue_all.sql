SELECT e.place, e.verdict, e.depth, e.decided_at, (e.known).*
FROM headgate.enqueue_tasks(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS e
