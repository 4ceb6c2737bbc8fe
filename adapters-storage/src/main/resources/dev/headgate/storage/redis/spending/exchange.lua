-- KEYS: 1 pages by process, 2 until when they hold, in milliseconds.
-- ARGV: 1 process, 2 its page, 3 how long that holds, in milliseconds.
-- Answers each process and its page.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ttl = tonumber(ARGV[3])

redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('HSET', KEYS[2], ARGV[1], string.format('%.0f', now + ttl))

local held = redis.call('HGETALL', KEYS[2])
local longest = 0
for i = 1, #held, 2 do
  local left = tonumber(held[i + 1]) - now
  if left <= 0 then
    redis.call('HDEL', KEYS[1], held[i])
    redis.call('HDEL', KEYS[2], held[i])
  end
  longest = math.max(longest, left)
end
redis.call('PEXPIRE', KEYS[1], longest)
redis.call('PEXPIRE', KEYS[2], longest)
return redis.call('HGETALL', KEYS[1])
