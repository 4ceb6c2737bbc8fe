-- Takes a place in every pool or in none. KEYS: 1 the last fence, then each pool's three. ARGV: 2 the
-- holder, 3 the lease's length, 4 the names of all pools, then their capacities. Answers with 1, the
-- fence and the end, or with 0, when a place is free (-1: never) and the numbers of the full pools.

local holder = ARGV[2]
local count = (#KEYS - 1) / 3
local full = {0, 0}
local free_at = 0
for i = 1, count do
  local ends, fences, spans = KEYS[3 * i - 1], KEYS[3 * i], KEYS[3 * i + 1]
  drop_ended(ends, fences, spans)
  local taken = redis.call('ZCARD', ends)
  local capacity = tonumber(ARGV[4 + i])
  if taken >= capacity and not redis.call('ZSCORE', ends, holder) then
    full[#full + 1] = i
    local place = whole(taken - capacity)
    local free = tonumber(redis.call('ZRANGE', ends, place, place, 'WITHSCORES')[2]) or math.huge
    free_at = math.max(free_at, free)
  end
end
if #full > 2 then
  full[2] = free_at == math.huge and '-1' or whole(free_at)
  return full
end

-- Not less than the time, so that fences grow even when the last one was lost.
local fence = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0') + 1)
local ending = now + tonumber(ARGV[3])
redis.call('SET', KEYS[1], whole(fence))
for i = 1, count do
  local ends, fences, spans = KEYS[3 * i - 1], KEYS[3 * i], KEYS[3 * i + 1]
  redis.call('ZADD', ends, whole(ending), holder)
  redis.call('ZADD', fences, whole(fence), holder)
  redis.call('HSET', spans, holder, ARGV[4])
  keep(ends, fences, spans)
end
return {1, whole(fence), whole(ending)}
