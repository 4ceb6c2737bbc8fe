-- KEYS: 1 texts, 2 versions, 3 version. ARGV: 1 name. Whether there was one.

if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then
  return { 0 }
end
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('INCR', KEYS[3])
return { 1 }
