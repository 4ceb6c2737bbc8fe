SELECT true AS granted, decided_at, tats FROM headgate.levels(?, ?, ?)
