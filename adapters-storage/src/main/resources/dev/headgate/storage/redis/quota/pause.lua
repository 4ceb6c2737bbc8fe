-- KEYS: 1 account, 2 holds, 3 pause, 4 index. ARGV: 4 name, 5 how long from now.

local span = tonumber(ARGV[5])
local until_when = at + span
local known = tonumber(redis.call('GET', KEYS[3]) or '')
if span > 0 and (not known or known < until_when) then
  redis.call('SET', KEYS[3], whole(until_when), 'PX', whole(span + MARGIN))
end
keep(open(KEYS[1], KEYS[2]), rest_of(KEYS[3]), KEYS[4], ARGV[4])
return {at}
