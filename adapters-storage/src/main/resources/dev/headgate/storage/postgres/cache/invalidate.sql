SELECT headgate.cache_invalidate(?, ?)
