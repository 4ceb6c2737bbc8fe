-- Forgets a grant, and the resource with its last one.
local digest, path, identity = ARGV[1], ARGV[2], ARGV[3]
local key = resource_key(digest)
local size = size_and_path(digest)
local freed = size and revoke(key, identity)
if not freed then
  return {0}
end
if tonumber(redis.call('HGET', key, 'grants')) <= 0 then
  drop(digest)
else
  redis.call('HSET', entries, digest, digits(size - freed) .. ' ' .. path)
  redis.call('DECRBY', total, freed)
end
note('revoked', path)
return {1}
