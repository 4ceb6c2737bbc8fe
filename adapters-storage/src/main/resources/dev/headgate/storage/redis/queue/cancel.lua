-- Calls a task off. ARGV: 2 its id. Answers with the task, or with nothing where it is not known.

local task = load(ARGV[2])
if not task then
  return {}
end
if task.state == 'running' then
  redis.call('HDEL', at('task', task.id), 'off')
  redis.call('HSET', at('task', task.id), 'off', '1')
elseif not has_ended(task) then
  unshelve(task, false)
  finish(task, 'cancelled', task.attempts, 'called off')
end
local answer = {}
tell(answer, task.id, true, true)
return answer
