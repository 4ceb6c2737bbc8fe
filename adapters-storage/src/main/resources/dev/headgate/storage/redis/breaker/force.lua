-- KEYS: 1 forced. ARGV: 1 service, 2 what was decided; 0: nothing any more.

if ARGV[2] == '0' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return {}
