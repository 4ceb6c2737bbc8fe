-- KEYS: 1 account, 2 holds, 3 pause, 4 index. ARGV: 4 name, 5 member, 6 points, 7 floor, 8 hold in
-- milliseconds, 9 whether it is owed. Answers 1 or 0, then the account.

local rest = rest_of(KEYS[3])
local a = open(KEYS[1], KEYS[2])
local member = ARGV[5]
local points = tonumber(ARGV[6])
local granted = redis.call('ZSCORE', KEYS[2], member) and true
if not granted then
  granted = ARGV[9] == 'true'
    or (not rests(rest)
      and (not a.reset or a.remaining - a.reserved >= points + tonumber(ARGV[7])))
  if granted and points > 0 then
    local lapse = at + tonumber(ARGV[8])
    a.reserved = a.reserved + points
    redis.call('ZADD', KEYS[2], whole(lapse), member)
    a.idle = math.max(a.idle, lapse)
    keep(a, rest, KEYS[4], ARGV[4])
    redis.call('PEXPIRE', KEYS[2], whole(a.idle - at + MARGIN))
  end
end
return {granted and 1 or 0, at, a.limit, a.remaining, a.reset, a.reserved, rest}
