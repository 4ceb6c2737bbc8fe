SELECT anchor, anchor_hash, anchor_seal, head, head_hash, head_seal
FROM headgate.audit_ends
