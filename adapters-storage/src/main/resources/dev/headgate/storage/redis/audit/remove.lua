-- KEYS: 1 entries, 2 ends. ARGV: 1 the hash of the last removed so far, 2-4 the new one, 5 the
-- number of the oldest that stays.

local removed = redis.call('HGET', KEYS[2], 'anchor-hash') or string.rep('0', 64)
if removed ~= ARGV[1] then
  return { 0 }
end
redis.call('XTRIM', KEYS[1], 'MINID', ARGV[5] .. '-0')
redis.call('HSET', KEYS[2], 'anchor', ARGV[2], 'anchor-hash', ARGV[3], 'anchor-seal', ARGV[4])
return { 1 }
