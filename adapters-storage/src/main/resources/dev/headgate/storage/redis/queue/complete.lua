-- Ends a task well. ARGV: 2 its id, 3 the fence, 4 the result. Answers 1 or 0.

return settle('complete', function(task)
  redis.call('SET', at('result', task.id), ARGV[4])
  finish(task, 'succeeded', task.attempts, nil)
end)
