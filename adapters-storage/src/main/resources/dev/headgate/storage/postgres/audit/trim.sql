DELETE FROM headgate.audit_event
WHERE id IN (
  SELECT id FROM headgate.audit_event
  WHERE id <= (SELECT max(id) FROM headgate.audit_event) - :kept
  ORDER BY id
  LIMIT :most
  FOR UPDATE SKIP LOCKED)
