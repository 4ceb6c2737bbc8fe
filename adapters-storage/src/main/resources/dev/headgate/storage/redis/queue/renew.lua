-- Holds a task longer. ARGV: 2 its id, 3 the fence, 4 how long from now. Answers 1, 0 where the lease
-- has ended, or -1 where the task was called off.

local task = load(ARGV[2])
if not task or task.state ~= 'running' or whole(task.fence) ~= ARGV[3] or now >= task.ends then
  return {0}
end
if task.off then
  return {-1}
end
local ends = math.min(now + tonumber(ARGV[4]), task.latest)
redis.call('ZREM', base .. 'running', name(task))
redis.call('ZADD', base .. 'running', whole(ends), name(task))
redis.call('HSET', at('task', task.id), 'until', whole(ends))
return {1}
