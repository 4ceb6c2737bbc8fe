-- KEYS: 1 note.

redis.call('DEL', KEYS[1])
return {}
