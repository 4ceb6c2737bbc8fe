-- What every script of the ledger begins with. The rules are those of the core's class QuotaAccount,
-- whose arithmetic this repeats. All times are milliseconds since the epoch by the server's clock.
--
-- ARGV: 1 the grace after a window's end, 2 the tolerance between two ends of one window, 3 the
-- moment, empty in production; what else there is follows from 4 on.

local GRACE = tonumber(ARGV[1])
local TOLERANCE = tonumber(ARGV[2])
local at = tonumber(ARGV[3])
if not at then
  local time = redis.call('TIME')
  at = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

-- By so much does a key outlive what it says: it is judged by its content, never by its absence.
local MARGIN = 60000
local INDEX_LIFE = 172800000

-- A number as Redis must store it: Lua would cut it to 14 digits.
local function whole(number)
  return string.format('%.0f', number)
end

-- For so long is an ended rest still told, since requests start again slowly. Less than MARGIN.
local RECOVERY = 30000

-- Until when the principal must rest, or had to until a moment ago; false where he need not.
local function rest_of(key)
  local known = tonumber(redis.call('GET', key) or '')
  return known and known + RECOVERY > at and known or false
end

local function rests(rest)
  return rest and rest > at
end

local function save(a)
  redis.call('HSET', a.key,
    'limit', whole(a.limit), 'remaining', whole(a.remaining),
    'reset', a.reset and whole(a.reset) or '', 'reserved', whole(a.reserved),
    'idle', whole(a.idle))
end

-- The account without what is over: what was not settled in time counts as spent, in the window in
-- which it lapsed; then the figures of an ended window go.
local function open(key, holds)
  local stored = redis.call('HMGET', key, 'limit', 'remaining', 'reset', 'reserved', 'idle')
  local a = {
    key = key,
    holds = holds,
    stored = stored[1],
    limit = tonumber(stored[1] or '') or 0,
    remaining = tonumber(stored[2] or '') or 0,
    reset = tonumber(stored[3] or '') or false,
    reserved = tonumber(stored[4] or '') or 0,
    idle = tonumber(stored[5] or '') or 0
  }
  a.written = a.idle
  local lapsed = redis.call('ZRANGEBYSCORE', holds, '-inf', whole(at), 'WITHSCORES')
  for i = 1, #lapsed, 2 do
    local points = tonumber(string.match(lapsed[i], ':(%d+)$'))
    a.reserved = math.max(0, a.reserved - points)
    if a.reset and tonumber(lapsed[i + 1]) < a.reset + GRACE then
      a.remaining = math.max(0, a.remaining - points)
    end
  end
  if #lapsed > 0 then
    redis.call('ZREMRANGEBYSCORE', holds, '-inf', whole(at))
    if a.stored then
      save(a)
    end
  end
  if a.reset and at >= a.reset + GRACE then
    a.limit = 0
    a.remaining = 0
    a.reset = false
  end
  return a
end

-- Writes the account, or forgets it where nothing is left to remember.
local function keep(a, rest, index, name)
  local known = a.reset and a.reset + GRACE or 0
  if a.reserved == 0 and at >= known and not rests(rest) then
    if a.stored then
      redis.call('DEL', a.key)
      redis.call('ZREM', index, name)
    end
    return
  end
  a.idle = math.max(a.idle, known, rest or 0)
  save(a)
  if a.idle ~= a.written then
    redis.call('PEXPIRE', a.key, whole(math.max(0, a.idle - at) + MARGIN))
    if redis.call('ZADD', index, whole(a.idle), name) == 1 then
      redis.call('ZREMRANGEBYSCORE', index, '-inf', whole(at))
      redis.call('PEXPIRE', index, INDEX_LIFE)
    end
  end
end

-- What a response said: a later window wins, and within a window the lower remainder.
local function observe(a, limit, remaining, reset)
  if not a.reset or reset > a.reset + TOLERANCE then
    if at < reset + GRACE then
      a.limit = limit
      a.remaining = remaining
      a.reset = reset
    end
  elseif reset >= a.reset - TOLERANCE then
    a.limit = limit
    a.remaining = math.min(a.remaining, remaining)
    a.reset = math.max(a.reset, reset)
  end
end
