-- Lists the leases in a pool. KEYS: its three. ARGV: 2 how many at most. Answers with the holder, the
-- fence, the names of the pools and the end of each, oldest first.

drop_ended(KEYS[1], KEYS[2], KEYS[3])
local limit = tonumber(ARGV[2])
local answer = {}
if limit > 0 then
  local found = redis.call('ZRANGE', KEYS[2], 0, limit - 1, 'WITHSCORES')
  for i = 1, #found, 2 do
    answer[#answer + 1] = found[i]
    answer[#answer + 1] = found[i + 1]
    answer[#answer + 1] = redis.call('HGET', KEYS[3], found[i])
    answer[#answer + 1] = redis.call('ZSCORE', KEYS[1], found[i])
  end
end
return answer
