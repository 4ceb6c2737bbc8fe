SELECT headgate.cache_revoke(?, ?, ?)
