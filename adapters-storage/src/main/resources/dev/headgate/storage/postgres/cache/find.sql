SELECT * FROM headgate.cache_find(?, ?, ?, ?)
