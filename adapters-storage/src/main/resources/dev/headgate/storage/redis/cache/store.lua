-- Keeps a representation and the grant that came with it, unless what was asked for was invalidated
-- since; then makes room, a little at a time.
local digest, path, identity, id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local fields, body, grant = ARGV[5], ARGV[6], ARGV[7]
local stored_age, validated_age, as_of = tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local ttl, max_bytes, moment = tonumber(ARGV[11]), tonumber(ARGV[12]), ARGV[13]
local MAX_GRANTS, STEPS = 1024, 64

local oldest = redis.call('ZRANGE', changes, 0, 0, 'WITHSCORES')
if oldest[2] and as_of < tonumber(oldest[2]) then
  return {0}
end
for _, change in ipairs(redis.call('ZRANGEBYSCORE', changes, '(' .. digits(as_of), '+inf')) do
  local kind, selected = string.match(change, '^%d+ (%S+) (.*)$')
  if kind == 'everything' or (kind == 'exactly' and path == selected)
    or (kind == 'beneath'
      and (path == selected or string.sub(path, 1, #selected + 1) == selected .. '/')) then
    return {0}
  end
end

local key, now = resource_key(digest), clock(moment)
local stored, validated = now - stored_age, now - validated_age
local known = redis.call('HEXISTS', entries, digest) == 1 and redis.call('EXISTS', key) == 1
local grown = 0
if not known then
  drop(digest)
  redis.call('ZADD', paths, 0, path .. '\0' .. digest)
  grown = RESOURCE_BYTES + 2 * #path
end

local fresh = redis.call('HSETNX', key, 'body:' .. id, body) == 1
if fresh then
  grown = grown + #body
end
grown = grown + #fields - redis.call('HSTRLEN', key, 'fields:' .. id)
redis.call('HSET', key, 'fields:' .. id, fields, 'stored:' .. id, digits(stored))
local newest, placed = {}, false
for other in string.gmatch(redis.call('HGET', key, 'newest') or '', '%S+') do
  if other ~= id then
    if not placed and tonumber(redis.call('HGET', key, 'stored:' .. other)) <= stored then
      newest[#newest + 1] = id
      placed = true
    end
    newest[#newest + 1] = other
  end
end
if not placed then
  newest[#newest + 1] = id
end
redis.call('HSET', key, 'newest', table.concat(newest, ' ', 1, math.min(#newest, NEWEST)))
local more, id_before = hold(key, identity, id, validated, stored, fields, grant)
grown = grown + more

-- Within the resource: expired grants go now and then, and those validated longest ago where there
-- are too many, or where they take more than an eighth of all bytes.
local grants = tonumber(redis.call('HGET', key, 'grants'))
local size = (size_and_path(digest) or 0) + grown
local too_large = size > max_bytes / 8
if too_large or grants > MAX_GRANTS
  or grants >= (tonumber(redis.call('HGET', key, 'sweep')) or 16) then
  local by_age = {}
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local holder = string.match(field, '^grant:(.*)$')
    if holder and holder ~= identity then
      local _, confirmed = parse_grant(redis.call('HGET', key, field))
      by_age[#by_age + 1] = {holder, confirmed}
    end
  end
  table.sort(by_age, function(one, other) return one[2] < other[2] end)
  local left = grants
  for _, holder in ipairs(by_age) do
    if holder[2] > now - ttl and (left <= MAX_GRANTS * 7 / 8 or grants <= MAX_GRANTS)
      and not (too_large and size > max_bytes / 8 * 7 / 8) then
      break
    end
    local freed = revoke(key, holder[1])
    grown, size, left = grown - freed, size - freed, left - 1
  end
  redis.call('HSET', key, 'sweep', math.max(16, left * 2))
end
book(digest, path, grown, validated, ttl)

-- Among the resources: what is expired goes, and what was validated longest ago where there are too
-- many bytes.
local room = max_bytes - tonumber(redis.call('GET', total))
for _ = 1, STEPS do
  local last = redis.call('ZRANGE', ages, 0, 1, 'WITHSCORES')
  local victim, age = last[1], tonumber(last[2])
  if victim == digest then
    victim, age = last[3], tonumber(last[4])
  end
  if not victim or (room >= 0 and age > now - ttl) then
    break
  end
  room = room + (size_and_path(victim) or 0)
  drop(victim)
  redis.call('INCR', base .. 'evicted')
end

if known and (fresh or (id_before and id_before ~= id)) then
  note('replaced', path)
end
return {1}
