SELECT appended, head, head_hash, head_seal, written
FROM headgate.append_audit(
  :writer, :first, :expected, :expected_hash, :head, :head_hash, :head_seal,
  :ats, :actors, :actions, :subjects, :outcomes, :request_ids, :previous, :hashes)
