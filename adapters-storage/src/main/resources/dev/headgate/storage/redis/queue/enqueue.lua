-- Accepts tasks of one kind, all or none. ARGV: 2 how many of the kind may be queued or waiting, 3 the
-- kind, then for each the id, the priority, the caller, the payload, the key, the group, when it may be
-- begun, the deadline (each empty for none), the request and why it waits. Answers with the moment and
-- the depth, then for each 1 (accepted), 2 (accepted, waits), 0 (full) or 3 and the task that is there.

local PARTS = 10
local kind = ARGV[3]

local function key_of(at)
  local caller, key = ARGV[at + 2], ARGV[at + 4]
  return key ~= '' and kind .. ':' .. #caller .. ':' .. caller .. ':' .. key or nil
end

local function known(at)
  local id = ARGV[at]
  if redis.call('EXISTS', base .. 'task:' .. id) == 1 then
    return id
  end
  local key = key_of(at)
  return key and redis.call('HGET', base .. 'keys', key) or nil
end

local depth = 0
for _, priority in ipairs({'critical', 'high', 'normal', 'low'}) do
  depth = depth + redis.call('ZCARD', at('age', kind .. ':' .. priority))
end
local fresh, seen = 0, {}
for i = 4, #ARGV, PARTS do
  local one = key_of(i) or 'id ' .. ARGV[i]
  if not seen[one] and not known(i) then
    seen[one] = true
    fresh = fresh + 1
  end
end
local full = depth + fresh > tonumber(ARGV[2])
local number = 0
if not full and fresh > 0 then
  -- The first write, which a server whose memory is full refuses, and with it all others.
  number = redis.call('INCRBY', base .. 'numbers', fresh) - fresh
end

local function accept(i, task)
  local key, group = ARGV[i + 4], ARGV[i + 5]
  number = number + 1
  task.number = number
  local fields = {
    'kind', kind, 'priority', task.priority, 'caller', task.caller, 'request', ARGV[i + 8], 'state',
    task.state, 'attempts', 0, 'fence', 0, 'created', whole(now), 'due', whole(task.due), 'number', task.number
  }
  local function also(field, value)
    if value ~= '' then
      fields[#fields + 1] = field
      fields[#fields + 1] = value
    end
  end
  also('key', key)
  also('group', group)
  also('deadline', ARGV[i + 7])
  also('reason', task.state == 'waiting' and ARGV[i + 9] or '')
  redis.call('HSET', at('task', task.id), unpack(fields))
  redis.call('SET', at('payload', task.id), ARGV[i + 3])
  redis.call('ZADD', base .. 'all', task.number, task.id)
  redis.call('ZADD', at('state', task.state), task.number, task.id)
  redis.call('ZADD', at('caller', task.caller), task.number, task.id)
  if key ~= '' then
    redis.call('HSET', base .. 'keys', key_of(i), task.id)
  end
  if group ~= '' then
    redis.call('ZADD', at('group', group), task.number, task.id)
  end
  if ARGV[i + 7] ~= '' then
    redis.call('ZADD', base .. 'dated', ARGV[i + 7], name(task))
  end
  shelve(task)
end

local answer = {whole(now), depth}
local hinted = false
for i = 4, #ARGV, PARTS do
  local there = known(i)
  if there then
    answer[#answer + 1] = 3
    tell(answer, there, true, true)
  elseif full then
    answer[#answer + 1] = 0
  else
    local lane = kind .. ':' .. ARGV[i + 1]
    promote(lane, SOME)
    local due = math.max(now, tonumber(ARGV[i + 6]) or now)
    local waits = due > now
    accept(i, {
      id = ARGV[i], kind = kind, priority = ARGV[i + 1], caller = ARGV[i + 2], lane = lane,
      state = waits and 'waiting' or 'queued', created = now, due = due
    })
    answer[#answer + 1] = waits and 2 or 1
    hinted = true
  end
end
if hinted then
  hint()
end
return answer
