SELECT decided_at, tats FROM headgate.levels(?, ?, ?)
