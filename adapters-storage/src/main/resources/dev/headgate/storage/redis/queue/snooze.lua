-- Puts a task back until then. ARGV: 2 its id, 3 the fence, 4 until when, 5 why. Answers 1 or 0.

return settle('snooze', function(task)
  put_back(task, task.attempts, tonumber(ARGV[4]), ARGV[5])
end)
