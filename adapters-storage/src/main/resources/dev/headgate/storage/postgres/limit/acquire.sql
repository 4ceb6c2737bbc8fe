SELECT granted, decided_at, tats FROM headgate.acquire(?, ?, ?, ?, ?, ?)
