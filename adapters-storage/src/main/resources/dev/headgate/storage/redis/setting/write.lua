-- KEYS: 1 texts, 2 versions, 3 version. ARGV: 1 name, 2 text, 3 the version that it replaces.
-- The new version; nothing if another was written meanwhile.

local known = redis.call('HGET', KEYS[2], ARGV[1]) or '0'
if known ~= ARGV[3] then
  return {}
end
local version = redis.call('INCR', KEYS[3])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], version)
return { version }
