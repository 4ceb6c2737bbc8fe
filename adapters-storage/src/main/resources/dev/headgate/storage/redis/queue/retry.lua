-- Puts a task back until then after a failure. ARGV: 2 its id, 3 the fence, 4 until when, 5 why. Answers
-- 1 or 0.

return settle('retry', function(task)
  put_back(task, task.attempts + 1, tonumber(ARGV[4]), ARGV[5])
end)
