-- Takes tasks in their order. ARGV: 2 who takes them, 3 how many at most, 4 how long each is held, 5 how
-- long at most, 6 how many bytes of payloads at most beyond the first, 7 how many priorities there are,
-- then the label and the head start of each (empty: before all others), then the kinds. Answers with the
-- end and the latest end of each lease, then the task.

local most, room = tonumber(ARGV[3]), tonumber(ARGV[6])
local priorities = tonumber(ARGV[7])

-- So many overdue tasks are given up at most by one call; the sweep does the rest.
local overdue_left = SOME

-- The lane's first that is not overdue.
local function head(one)
  one.task = nil
  while overdue_left > 0 do
    local first = redis.call('ZRANGE', at('ready', one.lane), 0, 0)[1]
    if not first then
      return
    end
    local task = load(string.sub(first, 33))
    if not overdue(task) then
      one.task = task
      one.rank = tonumber(string.sub(first, 17, 32)) + one.start
      return
    end
    overdue_left = overdue_left - 1
    give_up(task)
  end
end

local function take(task)
  unshelve(task, true)
  local latest = now + tonumber(ARGV[5])
  if task.deadline and task.deadline < latest then
    latest = task.deadline
  end
  local ends = math.min(now + tonumber(ARGV[4]), latest)
  -- Not less than the time, so that fences grow even when the last one was lost.
  local fence = math.max(now, task.fence + 1)
  stand_because(task, 'running', nil, 'fence', whole(fence), 'until', whole(ends), 'latest', whole(latest),
    'worker', ARGV[2])
  redis.call('ZADD', base .. 'running', whole(ends), name(task))
  redis.call('HINCRBY', base .. 'active', task.lane, 1)
  return ends, latest
end

local lanes = {}
for k = 8 + 2 * priorities, #ARGV do
  for p = 1, priorities do
    local start = tonumber(ARGV[7 + 2 * p])
    local one = {
      lane = ARGV[k] .. ':' .. ARGV[6 + 2 * p], always = not start, start = start or 0, urgency = p, kind = ARGV[k]
    }
    promote(one.lane, SOME)
    head(one)
    lanes[#lanes + 1] = one
  end
end

local function goes_before(one, other)
  if one.always ~= other.always then
    return one.always
  end
  if one.rank ~= other.rank then
    return one.rank < other.rank
  end
  if one.urgency ~= other.urgency then
    return one.urgency < other.urgency
  end
  return one.kind < other.kind
end

local answer = {}
for taken = 1, most do
  local best
  for _, one in ipairs(lanes) do
    if one.task and (not best or goes_before(one, best)) then
      best = one
    end
  end
  if not best then
    break
  end
  room = room - redis.call('STRLEN', at('payload', best.task.id))
  if room < 0 and taken > 1 then
    break
  end
  local ends, latest = take(best.task)
  answer[#answer + 1] = whole(ends)
  answer[#answer + 1] = whole(latest)
  tell(answer, best.task.id, true, false)
  head(best)
end
return answer
