-- What every script of the buckets begins with. ARGV: 1 and 2 the moment, empty in production; what
-- else there is follows from 3 on.
--
-- A moment or span is two numbers, its whole seconds and the nanoseconds that are left: one number
-- of Lua holds 53 bits, and nanoseconds since the epoch need 61. Nothing is rounded.
--
-- A bucket is a field of a hash, its shard, that it shares with others: a key of its own would cost
-- three times as much. Its value is its theoretical arrival time as a decimal number. The field with
-- the empty name has the second until which the shard is kept.

-- By so many seconds does a bucket outlive its rest, so that a clock that is set back finds it.
local MARGIN = 60
-- For so many seconds longer is a shard kept, so that it is seldom necessary to say so.
local KEPT = 600
-- From so many buckets on, each new one looks for some that rest.
local CROWDED = 64
local LOOKED_AT = 8

local now_s, now_n = tonumber(ARGV[1]), tonumber(ARGV[2])
if not now_s then
  local time = redis.call('TIME')
  now_s, now_n = tonumber(time[1]), tonumber(time[2]) * 1000
end

local function is_later(a_s, a_n, b_s, b_n)
  return a_s > b_s or (a_s == b_s and a_n > b_n)
end

local function later_of(a_s, a_n, b_s, b_n)
  if is_later(a_s, a_n, b_s, b_n) then
    return a_s, a_n
  end
  return b_s, b_n
end

local function sum(a_s, a_n, b_s, b_n)
  local n = a_n + b_n
  if n >= 1000000000 then
    return a_s + b_s + 1, n - 1000000000
  end
  return a_s + b_s, n
end

local function difference(a_s, a_n, b_s, b_n)
  local n = a_n - b_n
  if n < 0 then
    return a_s - b_s - 1, n + 1000000000
  end
  return a_s - b_s, n
end

local function text(s, n)
  return string.format('%d%09d', s, n)
end

local function parse(time)
  return tonumber(string.sub(time, 1, -10)), tonumber(string.sub(time, -9))
end

-- A bucket's time, nil where it is full, and until when its shard is kept, nil where there is none.
local function read(shard, field)
  local found = redis.call('HMGET', shard, field, '')
  local s, n
  if found[1] then
    s, n = parse(found[1])
  end
  return s, n, tonumber(found[2])
end

-- Removes some buckets that rest, chosen at random: so many for each one that comes that they stay
-- a small part, and few enough that nobody waits for it.
local function sweep(shard)
  local some = redis.call('HRANDFIELD', shard, LOOKED_AT, 'WITHVALUES')
  for i = 1, #some, 2 do
    if some[i] ~= '' and parse(some[i + 1]) < now_s - MARGIN then
      redis.call('HDEL', shard, some[i])
    end
  end
end

-- Answers until when the shard is kept from now on.
local function write(shard, field, s, n, kept, is_new)
  local until_s = kept
  if kept and kept > s + MARGIN then
    redis.call('HSET', shard, field, text(s, n))
  else
    until_s = s + KEPT
    redis.call('HSET', shard, field, text(s, n), '', string.format('%d', until_s))
    redis.call('EXPIRE', shard, string.format('%d', until_s - now_s))
  end
  if is_new and kept and redis.call('HLEN', shard) > CROWDED then
    sweep(shard)
  end
  return until_s
end
