-- KEYS: 1 token, 2 installations. ARGV: 1 installation, 2 the text that is meant; without it, any.
-- Whether there was one.

if ARGV[2] and redis.call('HGET', KEYS[1], 'text') ~= ARGV[2] then
  return { 0 }
end
redis.call('SREM', KEYS[2], ARGV[1])
return { redis.call('DEL', KEYS[1]) }
