SELECT at, actor, action, subject, outcome, request_id
FROM headgate.audit_event
ORDER BY id DESC
LIMIT :limit
