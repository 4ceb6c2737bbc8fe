-- Keeps or renews a grant to a representation that is here.
local digest, path, identity, id, grant = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local validated_age, ttl, moment = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
local key = resource_key(digest)
local known = redis.call('HMGET', key, 'fields:' .. id, 'stored:' .. id)
if not known[1] or redis.call('HEXISTS', entries, digest) == 0 then
  return {0}
end
local shared, stored = known[1], tonumber(known[2])
local before = redis.call('HGET', key, 'grant:' .. identity)
if before then
  local id_before, _, stored_before = parse_grant(before)
  if id_before == id then
    shared, stored = redis.call('HGET', key, 'shared:' .. identity), stored_before
  end
end
local validated = clock(moment) - validated_age
local grown, id_before = hold(key, identity, id, validated, stored, shared, grant)
book(digest, path, grown, validated, ttl)
if id_before and id_before ~= id then
  note('replaced', path)
end
return {1}
