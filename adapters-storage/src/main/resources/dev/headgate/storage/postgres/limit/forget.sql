DELETE FROM headgate.token_bucket WHERE key_high = ? AND key_low = ?
