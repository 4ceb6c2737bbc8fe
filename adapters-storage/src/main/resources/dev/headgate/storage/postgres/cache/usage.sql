SELECT coalesce(sum(resources), 0), coalesce(sum(bytes), 0), coalesce(sum(evicted), 0) FROM headgate.cache_size
