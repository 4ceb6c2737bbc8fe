SELECT * FROM headgate.cache_changes(?)
