SELECT headgate.remove_audit(:expected_hash, :anchor, :anchor_hash, :anchor_seal)
