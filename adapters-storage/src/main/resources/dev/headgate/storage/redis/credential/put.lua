-- KEYS: 1 token, 2 installations. ARGV: 1 installation, 2 text, 3 issued, 4 ends; times in ms.
-- Whether it is kept.

local time = redis.call('TIME')
local left = tonumber(ARGV[4]) - (tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
local issued = redis.call('HGET', KEYS[1], 'issued')
if left <= 0 or (issued and tonumber(issued) >= tonumber(ARGV[3])) then
  return { 0 }
end
redis.call('HSET', KEYS[1], 'text', ARGV[2], 'issued', ARGV[3], 'ends', ARGV[4])
redis.call('PEXPIRE', KEYS[1], left)
redis.call('SADD', KEYS[2], ARGV[1])
if redis.call('PTTL', KEYS[2]) < left then
  redis.call('PEXPIRE', KEYS[2], left)
end
return { 1 }
