SELECT number, at, actor, action, subject, outcome, request_id, previous, hash
FROM headgate.audit_entry
WHERE number < :number
ORDER BY number DESC
LIMIT :limit
