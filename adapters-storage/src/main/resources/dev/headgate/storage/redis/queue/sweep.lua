-- Looks after what time has done. ARGV: 2 how many attempts a task may burn, 3 how long ended tasks are
-- kept, 4 how many tasks this call may change. Answers with how many it changed.

local attempts, history, left = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local most = left

local function rescue(task)
  stop_running(task)
  local burnt = task.attempts + 1
  if not task.off and burnt >= attempts then
    finish(task, 'failed', burnt, 'its worker went silent ' .. burnt .. ' times')
  else
    put_back(task, burnt, now, 'its worker went silent')
  end
end

local function forget(task)
  redis.call('ZREM', base .. 'ended', name(task))
  redis.call('ZREM', base .. 'all', task.id)
  redis.call('ZREM', at('state', task.state), task.id)
  redis.call('ZREM', at('caller', task.caller), task.id)
  local more = redis.call('HMGET', at('task', task.id), 'key', 'group')
  if more[2] then
    redis.call('ZREM', at('group', more[2]), task.id)
  end
  if more[1] then
    local key = task.kind .. ':' .. #task.caller .. ':' .. task.caller .. ':' .. more[1]
    if redis.call('HGET', base .. 'keys', key) == task.id then
      redis.call('HDEL', base .. 'keys', key)
    end
  end
  redis.call('UNLINK', at('task', task.id), at('payload', task.id), at('result', task.id))
end

local function each(set, top, what)
  local found = redis.call('ZRANGEBYSCORE', base .. set, '-inf', top, 'LIMIT', 0, left)
  for _, name in ipairs(found) do
    what(load(id_of(name)))
  end
  left = left - #found
end

for _, lane in ipairs(redis.call('SMEMBERS', base .. 'lanes')) do
  if left > 0 then
    left = left - promote(lane, left)
  end
  if redis.call('EXISTS', at('age', lane)) == 0
    and tonumber(redis.call('HGET', base .. 'active', lane) or '0') == 0 then
    redis.call('SREM', base .. 'lanes', lane)
    redis.call('HDEL', base .. 'active', lane)
  end
end
each('running', whole(now), rescue)
each('dated', whole(now), give_up)
each('ended', '(' .. whole(now - history), forget)
return {most - left}
