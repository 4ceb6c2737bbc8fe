-- What all scripts of the cache begin with. KEYS[1] is what the names of all its keys begin with;
-- they share one hash tag. All times are microseconds since the epoch by the server's clock; an
-- empty moment means now, as it is in production.
--
--   resource:<digest>  hash  what is known of a resource:
--       body:<id>, fields:<id>   a representation, and what was said of it last
--       stored:<id>              when it was received
--       count:<id>               how many grants name it
--       grant:<identity>         "<id> <validated> <stored>\n" and the grant
--       shared:<identity>        what was said of the representation to this identity
--       newest                   "<id> ..." the latest representations, the newest first
--       grants                   how many there are
--       sweep                    at how many grants to look for expired ones
--   entries  hash          digest -> "<bytes> <path>"; a resource is known while it stands here
--   ages     sorted set    digest by its last validation
--   paths    sorted set    "<path>\0<digest>" in the order of paths
--   changes  sorted set    "<number> <kind> <path>" by number
--   bytes, evicted         counters
local base = KEYS[1]
local entries, ages, paths = base .. 'entries', base .. 'ages', base .. 'paths'
local changes, total = base .. 'changes', base .. 'bytes'

-- Bytes that a resource or a grant takes beside what is stored of it.
local RESOURCE_BYTES, GRANT_BYTES = 600, 200
local CHANGES_KEPT = 10000
local NEWEST = 16

-- Not in exponents, and whole.
local function digits(number)
  return string.format('%.0f', number)
end

local function clock(moment)
  if moment ~= '' then
    return tonumber(moment)
  end
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function resource_key(digest)
  return base .. 'resource:' .. digest
end

-- Notes a change. The numbers are moments, so that none is used twice, not even after the server
-- has lost its memory.
local function note(kind, path)
  local latest = redis.call('ZREVRANGE', changes, 0, 0, 'WITHSCORES')
  local number = math.max((tonumber(latest[2]) or 0) + 1, clock(''))
  redis.call('ZADD', changes, digits(number), digits(number) .. ' ' .. kind .. ' ' .. path)
  if redis.call('ZCARD', changes) > CHANGES_KEPT + 500 then
    redis.call('ZREMRANGEBYRANK', changes, 0, -CHANGES_KEPT - 1)
  end
  return number
end

-- The number of the latest change; begins the account of them where there is none.
local function latest_change()
  local latest = redis.call('ZREVRANGE', changes, 0, 0, 'WITHSCORES')
  return tonumber(latest[2]) or note('start', '')
end

local function size_and_path(digest)
  local entry = redis.call('HGET', entries, digest)
  if not entry then
    return nil
  end
  local size, path = string.match(entry, '^(%-?%d+) (.*)$')
  return tonumber(size), path
end

-- Forgets a resource.
local function drop(digest)
  local size, path = size_and_path(digest)
  if size then
    redis.call('HDEL', entries, digest)
    redis.call('ZREM', paths, path .. '\0' .. digest)
    redis.call('DECRBY', total, size)
  end
  redis.call('ZREM', ages, digest)
  redis.call('UNLINK', resource_key(digest))
end

-- The id, and when validated and stored, and the rest.
local function parse_grant(text)
  local id, validated, stored, grant = string.match(text, '^(%S+) (%-?%d+) (%-?%d+)\n(.*)$')
  return id, tonumber(validated), tonumber(stored), grant
end

-- One grant less names the representation: with the last one it goes. Returns the bytes freed.
local function leave(key, id)
  if redis.call('HINCRBY', key, 'count:' .. id, -1) > 0 then
    return 0
  end
  local freed = redis.call('HSTRLEN', key, 'body:' .. id)
    + redis.call('HSTRLEN', key, 'fields:' .. id)
  redis.call('HDEL', key, 'body:' .. id, 'fields:' .. id, 'stored:' .. id, 'count:' .. id)
  local left = {}
  for known in string.gmatch(redis.call('HGET', key, 'newest') or '', '%S+') do
    if known ~= id then
      left[#left + 1] = known
    end
  end
  redis.call('HSET', key, 'newest', table.concat(left, ' '))
  return freed
end

-- Takes a grant away. Returns the bytes freed, or nil where there was none.
local function revoke(key, identity)
  local text = redis.call('HGET', key, 'grant:' .. identity)
  if not text then
    return nil
  end
  local freed = #text + redis.call('HSTRLEN', key, 'shared:' .. identity) + GRANT_BYTES
  redis.call('HDEL', key, 'grant:' .. identity, 'shared:' .. identity)
  redis.call('HINCRBY', key, 'grants', -1)
  return freed + leave(key, (parse_grant(text)))
end

-- Puts a grant in the place of the one before. Returns the bytes more, and the id before.
local function hold(key, identity, id, validated, stored, shared, grant)
  local before = redis.call('HGET', key, 'grant:' .. identity)
  local text = id .. ' ' .. digits(validated) .. ' ' .. digits(stored) .. '\n' .. grant
  local grown = #text + #shared
  redis.call('HINCRBY', key, 'count:' .. id, 1)
  local id_before
  if before then
    id_before = parse_grant(before)
    grown = grown - #before - redis.call('HSTRLEN', key, 'shared:' .. identity)
      - leave(key, id_before)
  else
    grown = grown + GRANT_BYTES
    redis.call('HINCRBY', key, 'grants', 1)
  end
  redis.call('HSET', key, 'grant:' .. identity, text, 'shared:' .. identity, shared)
  return grown, id_before
end

-- Books what a resource has grown by, and when it was validated last.
local function book(digest, path, grown, validated, ttl)
  local size = (size_and_path(digest) or 0) + grown
  redis.call('HSET', entries, digest, digits(size) .. ' ' .. path)
  redis.call('INCRBY', total, grown)
  redis.call('ZADD', ages, 'GT', digits(validated), digest)
  local millis = math.ceil(ttl / 1000)
  redis.call('PEXPIRE', resource_key(digest), millis)
  for _, key in ipairs({entries, ages, paths, total}) do
    redis.call('PEXPIRE', key, millis + 86400000)
  end
  return size
end
