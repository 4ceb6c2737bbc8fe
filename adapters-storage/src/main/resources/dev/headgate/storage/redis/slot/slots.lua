-- What every script of the slots begins with. ARGV: 1 the moment, empty in production. All times are
-- microseconds since the epoch by the server's clock, which one number of Lua holds exactly.
--
-- A pool is three keys: a sorted set of holders by the ends of their leases, one of holders by their
-- fences, and a hash of the names of the pools that a holder's lease spans.

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- By so many milliseconds does a pool outlive its last lease.
local MARGIN = 60000

-- A number as Redis must store it: Lua would cut it to 14 digits.
local function whole(number)
  return string.format('%.0f', number)
end

local function remove(ends, fences, spans, holders)
  redis.call('ZREM', ends, unpack(holders))
  redis.call('ZREM', fences, unpack(holders))
  redis.call('HDEL', spans, unpack(holders))
end

-- Drops the leases that have ended, some at a time: a call may have so many arguments only.
local function drop_ended(ends, fences, spans)
  repeat
    local ended = redis.call('ZRANGEBYSCORE', ends, '-inf', whole(now), 'LIMIT', 0, 500)
    if #ended > 0 then
      remove(ends, fences, spans, ended)
    end
  until #ended < 500
end

local function keep(ends, fences, spans)
  local last = redis.call('ZRANGE', ends, -1, -1, 'WITHSCORES')
  if last[2] then
    local life = whole(math.ceil((tonumber(last[2]) - now) / 1000) + MARGIN)
    redis.call('PEXPIRE', ends, life)
    redis.call('PEXPIRE', fences, life)
    redis.call('PEXPIRE', spans, life)
  end
end

local function is_held(ends, fences, holder, fence)
  local known = redis.call('ZSCORE', fences, holder)
  local ending = redis.call('ZSCORE', ends, holder)
  return known and ending and tonumber(known) == fence and tonumber(ending) > now
end
