-- Who did what, as a chain of entries each of which has the hash of the one before. What was written
-- to audit_event before stays there, unchained, and is not read any more.
CREATE TABLE audit_entry (
  number bigint PRIMARY KEY,
  -- Text, to the nanosecond.
  at text NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  outcome text NOT NULL,
  request_id text NOT NULL,
  previous text NOT NULL,
  hash text NOT NULL
);

-- The last entry removed for its age, and the last one written. Writers lock the row.
CREATE TABLE audit_ends (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  anchor bigint NOT NULL DEFAULT 0,
  anchor_hash text NOT NULL DEFAULT repeat('0', 64),
  anchor_seal text NOT NULL DEFAULT '',
  head bigint NOT NULL DEFAULT 0,
  head_hash text NOT NULL DEFAULT repeat('0', 64),
  head_seal text NOT NULL DEFAULT ''
);
INSERT INTO audit_ends DEFAULT VALUES;

-- How many of a writer's events are in the chain: what is sent again is not written again.
CREATE TABLE audit_writer (
  writer bigint PRIMARY KEY,
  written bigint NOT NULL,
  at timestamptz NOT NULL
);

CREATE FUNCTION append_audit(
  who bigint, first bigint, expected bigint, expected_hash text,
  new_head bigint, new_hash text, new_seal text,
  ats text[], actors text[], actions text[], subjects text[], outcomes text[],
  request_ids text[], previous text[], hashes text[],
  OUT appended boolean, OUT head bigint, OUT head_hash text, OUT head_seal text,
  OUT written bigint)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  SELECT e.head, e.head_hash, e.head_seal INTO head, head_hash, head_seal
  FROM headgate.audit_ends AS e FOR UPDATE;
  written := coalesce(
    (SELECT w.written FROM headgate.audit_writer AS w WHERE w.writer = who), 0);
  appended := written < first AND head = expected
    AND head_hash = append_audit.expected_hash;
  IF NOT appended THEN
    RETURN;
  END IF;
  INSERT INTO headgate.audit_entry (
    number, at, actor, action, subject, outcome, request_id, previous, hash)
  SELECT expected + e.i, e.at, e.actor, e.action, e.subject, e.outcome, e.request_id,
    e.previous, e.hash
  FROM unnest(ats, actors, actions, subjects, outcomes, request_ids, append_audit.previous, hashes)
    WITH ORDINALITY
    AS e (at, actor, action, subject, outcome, request_id, previous, hash, i);
  UPDATE headgate.audit_ends AS e
  SET head = new_head, head_hash = new_hash, head_seal = new_seal;
  written := first + cardinality(hashes) - 1;
  INSERT INTO headgate.audit_writer AS w (writer, written, at)
  VALUES (who, append_audit.written, now())
  ON CONFLICT (writer) DO UPDATE SET written = excluded.written, at = excluded.at;
  head := new_head;
  head_hash := new_hash;
  head_seal := new_seal;
END
$$;

-- Whether the last removed one was still the expected one.
CREATE FUNCTION remove_audit(
  expected_hash text, new_anchor bigint, new_hash text, new_seal text) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE headgate.audit_ends AS e
  SET anchor = new_anchor, anchor_hash = new_hash, anchor_seal = new_seal
  WHERE e.anchor_hash = expected_hash;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM headgate.audit_entry WHERE number <= new_anchor;
  DELETE FROM headgate.audit_writer WHERE at < now() - interval '7 days';
  RETURN true;
END
$$;
