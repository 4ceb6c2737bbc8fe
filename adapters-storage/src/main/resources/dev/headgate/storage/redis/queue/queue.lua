-- What every script of the queue begins with. KEYS: 1 what the names of all its keys begin with. ARGV: 1
-- the moment, empty in production. All times are microseconds since the epoch by the server's clock,
-- which one number of Lua holds exactly.
--
-- A task is a hash, task:ID; its payload and result are texts of their own. A lane is what is of one kind
-- and priority: ready:LANE (by share), waiting:LANE (by when it is due) and age:LANE (both, by when they
-- came); marks:LANE and served:LANE are its fair queueing. Over all lanes: running (by the end of the
-- lease), dated (by deadline), ended (by end), active (how many run of each lane), lanes (those in use),
-- keys (idempotency keys). To list: all, state:STATE, caller:CALLER, group:GROUP, by number.
--
-- Whatever must go on while memory is full begins with a removal: then the server lets it write the rest.

local base = KEYS[1]
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000000 + tonumber(time[2])
end

-- Of one lane's due tasks so many are moved by a call that is not the sweep.
local SOME = 100

local FIELDS = {
  'kind', 'priority', 'caller', 'key', 'group', 'request', 'state', 'attempts', 'fence', 'created', 'due',
  'deadline', 'reason', 'ended'
}

-- A number as Redis must store it: Lua would cut it to 14 digits.
local function whole(number)
  return string.format('%.0f', number)
end

-- The same so that the order of the texts is that of the numbers.
local function padded(number)
  return string.format('%016.0f', number)
end

local function at(name, of)
  return base .. name .. ':' .. of
end

-- How a task is called in the sorted sets where its number settles between equals.
local function name(task)
  return padded(task.number) .. task.id
end

local function id_of(name)
  return string.sub(name, 17)
end

local function load(id)
  local found = redis.call('HMGET', at('task', id), 'kind', 'priority', 'caller', 'state', 'attempts', 'fence',
    'created', 'deadline', 'number', 'place', 'until', 'latest', 'off', 'settled', 'due')
  if not found[1] then
    return nil
  end
  return {
    id = id, kind = found[1], priority = found[2], caller = found[3], state = found[4],
    attempts = tonumber(found[5]), fence = tonumber(found[6]), created = tonumber(found[7]),
    deadline = tonumber(found[8] or ''), number = tonumber(found[9]), place = found[10],
    ends = tonumber(found[11] or ''), latest = tonumber(found[12] or ''), off = found[13] == '1',
    settled = found[14], due = tonumber(found[15]), lane = found[1] .. ':' .. found[2]
  }
end

local function has_ended(task)
  return task.state == 'succeeded' or task.state == 'failed' or task.state == 'cancelled'
end

local function overdue(task)
  return task.deadline and now >= task.deadline
end

-- Puts a task's parts behind what is in the answer already: 14 fields, the id, the payload, the result.
local function tell(answer, id, with_payload, with_result)
  local values = redis.call('HMGET', at('task', id), unpack(FIELDS))
  for i = 1, #FIELDS do
    answer[#answer + 1] = values[i]
  end
  answer[#answer + 1] = id
  answer[#answer + 1] = with_payload and redis.call('GET', at('payload', id)) or ''
  answer[#answer + 1] = with_result and redis.call('GET', at('result', id)) or false
end

-- Changes where it stands, and these fields with it.
local function stand(task, state, ...)
  redis.call('ZREM', at('state', task.state), task.id)
  task.state = state
  redis.call('ZADD', at('state', state), task.number, task.id)
  redis.call('HSET', at('task', task.id), 'state', state, ...)
end

-- The same for that reason, or for none.
local function stand_because(task, state, reason, ...)
  if reason then
    return stand(task, state, 'reason', reason, ...)
  end
  redis.call('HDEL', at('task', task.id), 'reason')
  stand(task, state, ...)
end

-- Its place among those that can be taken: one behind its caller's last, but not before the one served
-- last (start-time fair queueing).
local function line_up(task)
  local lane = task.lane
  local served = tonumber(redis.call('GET', at('served', lane)) or '0')
  local mark = tonumber(redis.call('ZSCORE', at('marks', lane), task.caller) or '0')
  local share = math.max(served, mark)
  redis.call('ZADD', at('marks', lane), whole(share + 1), task.caller)
  task.place = padded(redis.call('INCR', base .. 'places')) .. padded(task.created) .. task.id
  redis.call('ZADD', at('ready', lane), whole(share), task.place)
  redis.call('HSET', at('task', task.id), 'place', task.place)
end

-- Out of the line, because it was its turn or because it left.
local function leave_line(task, was_served)
  local lane = task.lane
  local share = tonumber(redis.call('ZSCORE', at('ready', lane), task.place))
  redis.call('ZREM', at('ready', lane), task.place)
  redis.call('HDEL', at('task', task.id), 'place')
  task.place = nil
  if redis.call('EXISTS', at('ready', lane)) == 0 then
    redis.call('DEL', at('marks', lane), at('served', lane))
  elseif was_served and share > tonumber(redis.call('GET', at('served', lane)) or '0') then
    redis.call('SET', at('served', lane), whole(share))
    redis.call('ZREMRANGEBYSCORE', at('marks', lane), '-inf', whole(share))
  end
end

local function shelve(task)
  redis.call('SADD', base .. 'lanes', task.lane)
  redis.call('ZADD', at('age', task.lane), task.created, task.id)
  if task.state == 'waiting' then
    redis.call('ZADD', at('waiting', task.lane), task.due, name(task))
  else
    line_up(task)
  end
end

local function unshelve(task, was_served)
  if task.place then
    leave_line(task, was_served)
  else
    redis.call('ZREM', at('waiting', task.lane), name(task))
  end
  redis.call('ZREM', at('age', task.lane), task.id)
end

local function stop_running(task)
  redis.call('ZREM', base .. 'running', name(task))
  redis.call('HINCRBY', base .. 'active', task.lane, -1)
  redis.call('HDEL', at('task', task.id), 'until', 'latest', 'worker')
end

-- It ends, for that reason if there is one.
local function finish(task, state, attempts, reason)
  if task.deadline then
    redis.call('ZREM', base .. 'dated', name(task))
  end
  stand_because(task, state, reason, 'attempts', attempts, 'ended', whole(now))
  redis.call('ZADD', base .. 'ended', whole(now), name(task))
end

local function hint()
  redis.call('PUBLISH', base .. 'hints', '')
end

-- Back among those that can be taken, at once or later.
local function put_back(task, attempts, due, reason)
  if task.off then
    return finish(task, 'cancelled', attempts, 'called off')
  end
  task.due = due
  stand_because(task, due > now and 'waiting' or 'queued', reason, 'attempts', attempts, 'due', whole(due))
  shelve(task)
  if task.state == 'queued' then
    hint()
  end
end

local function give_up(task)
  if task.state == 'running' then
    stop_running(task)
  else
    unshelve(task, false)
  end
  finish(task, 'failed', task.attempts, 'its deadline passed')
end

-- Those of a lane whose time has come can be taken.
local function promote(lane, most)
  local due = redis.call('ZRANGEBYSCORE', at('waiting', lane), '-inf', whole(now), 'LIMIT', 0, most)
  for _, name in ipairs(due) do
    redis.call('ZREM', at('waiting', lane), name)
    local task = load(id_of(name))
    stand(task, 'queued')
    line_up(task)
  end
  return #due
end

-- Does what settles a lease if that lease is the living one. ARGV: 2 the task's id, 3 the fence. Says
-- the same again to the same word.
local function settle(word, how)
  local task = load(ARGV[2])
  if not task then
    return {0}
  end
  local settled = word .. ':' .. ARGV[3]
  if task.settled == settled then
    return {1}
  end
  if task.state ~= 'running' or whole(task.fence) ~= ARGV[3] or now >= task.ends then
    return {0}
  end
  stop_running(task)
  redis.call('HSET', at('task', task.id), 'settled', settled)
  how(task)
  return {1}
end
