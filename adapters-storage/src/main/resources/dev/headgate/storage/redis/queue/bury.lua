-- Gives a task up. ARGV: 2 its id, 3 the fence, 4 why. Answers 1 or 0.

return settle('bury', function(task)
  finish(task, 'failed', task.attempts + 1, ARGV[4])
end)
