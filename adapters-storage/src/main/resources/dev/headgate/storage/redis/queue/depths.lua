-- Counts what has not ended. Answers for each lane with its name, how many can be taken, wait and run,
-- and when the one was accepted that has been there longest and does not run (-1: there is none).

local answer = {}
for _, lane in ipairs(redis.call('SMEMBERS', base .. 'lanes')) do
  local waiting = redis.call('ZCOUNT', at('waiting', lane), '(' .. whole(now), '+inf')
  local queued = redis.call('ZCARD', at('age', lane)) - waiting
  local running = tonumber(redis.call('HGET', base .. 'active', lane) or '0')
  if queued + waiting + running > 0 then
    local oldest = redis.call('ZRANGE', at('age', lane), 0, 0, 'WITHSCORES')[2]
    answer[#answer + 1] = lane
    answer[#answer + 1] = queued
    answer[#answer + 1] = waiting
    answer[#answer + 1] = running
    answer[#answer + 1] = oldest or '-1'
  end
end
return answer
