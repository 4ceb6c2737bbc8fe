-- Finds a task. ARGV: 2 its id. Answers with the task, or with nothing where it is not known.

local answer = {}
if redis.call('EXISTS', at('task', ARGV[2])) == 1 then
  tell(answer, ARGV[2], true, true)
end
return answer
