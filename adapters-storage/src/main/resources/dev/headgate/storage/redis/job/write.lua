-- KEYS: 1 note. ARGV: 1 text, 2 for how many ms.

redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {}
