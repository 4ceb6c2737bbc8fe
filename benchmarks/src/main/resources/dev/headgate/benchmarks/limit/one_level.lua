-- The least that a token bucket takes: one key, microseconds in one number, no idempotency. KEYS: 1
-- the bucket. ARGV: 1 microseconds for a permit, 2 microseconds for a full bucket.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local tat = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0')) + tonumber(ARGV[1])
if tat - now > tonumber(ARGV[2]) then
  return {0}
end
redis.call('SET', KEYS[1], string.format('%.0f', tat), 'PX', math.ceil((tat - now) / 1000))
return {1}
