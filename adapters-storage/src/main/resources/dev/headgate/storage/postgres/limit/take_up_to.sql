SELECT decided_at, term_end, permits, tats FROM headgate.take_leases(?, ?, ?, ?, ?, ?, ?)
