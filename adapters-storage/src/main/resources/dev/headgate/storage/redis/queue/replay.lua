-- Puts a failed or cancelled task back as if it had just been accepted. ARGV: 2 its id. Answers with the
-- task, or with nothing where it is not known.

local task = load(ARGV[2])
if not task then
  return {}
end
if task.state == 'failed' or task.state == 'cancelled' then
  redis.call('ZREM', base .. 'ended', name(task))
  redis.call('HDEL', at('task', task.id), 'ended', 'reason', 'off')
  stand(task, 'queued', 'attempts', 0, 'due', whole(now))
  if overdue(task) then
    redis.call('HDEL', at('task', task.id), 'deadline')
  elseif task.deadline then
    redis.call('ZADD', base .. 'dated', whole(task.deadline), name(task))
  end
  shelve(task)
  hint()
end
local answer = {}
tell(answer, task.id, true, true)
return answer
