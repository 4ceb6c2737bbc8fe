-- The moment, the number of the latest change, and then seven parts of the identity's own
-- representation, absent where it has none, and of the newest others that are newer than it.
local digest, identity, ttl, moment = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local key, now = resource_key(digest), clock(moment)
local reply = {digits(now), digits(latest_change())}
local own_id, since
local validated = tonumber(redis.call('ZSCORE', ages, digest))
if not validated or validated <= now - ttl or redis.call('HEXISTS', entries, digest) == 0 then
  return reply
end
local text = redis.call('HGET', key, 'grant:' .. identity)
if text then
  local id, confirmed, stored, grant = parse_grant(text)
  local parts = redis.call('HMGET', key, 'shared:' .. identity, 'body:' .. id)
  if confirmed > now - ttl and parts[1] and parts[2] then
    own_id, since = id, confirmed
    for _, part in ipairs({'own', id, parts[1], parts[2], digits(stored), grant,
      digits(confirmed)}) do
      reply[#reply + 1] = part
    end
  end
end
local count = 0
for id in string.gmatch(redis.call('HGET', key, 'newest') or '', '%S+') do
  if count == 4 then
    break
  end
  if id ~= own_id then
    local parts = redis.call('HMGET', key, 'fields:' .. id, 'body:' .. id, 'stored:' .. id)
    if since and tonumber(parts[3]) <= since then
      break
    end
    for _, part in ipairs({'other', id, parts[1], parts[2], parts[3], '', '0'}) do
      reply[#reply + 1] = part
    end
    count = count + 1
  end
end
return reply
