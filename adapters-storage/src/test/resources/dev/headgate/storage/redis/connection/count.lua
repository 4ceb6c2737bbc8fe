-- Counts its calls under the key and gives back how many there were.
return {redis.call('INCR', KEYS[1])}
