INSERT INTO headgate.audit_event (
  writer, number, at, actor, action, subject, outcome, request_id)
SELECT :writer, e.number, e.at, e.actor, e.action, e.subject, e.outcome, e.request_id
FROM unnest(:numbers, :ats, :actors, :actions, :subjects, :outcomes, :request_ids)
  AS e (number, at, actor, action, subject, outcome, request_id)
ORDER BY e.number
ON CONFLICT (writer, number) DO NOTHING
