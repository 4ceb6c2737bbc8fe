-- KEYS: 1 account, 2 holds, 3 pause, 4 index, 5 and 6 account and holds of the counter that the
-- response names. ARGV: 4 name, 5 member, 6 points, 7 spent, 8 the name of that counter; then, where
-- the response told figures: 9 limit, 10 remaining, 11 reset.

local rest = rest_of(KEYS[3])
local a = open(KEYS[1], KEYS[2])
local seen = ARGV[11] ~= nil
if redis.call('ZREM', KEYS[2], ARGV[5]) == 1 then
  a.reserved = math.max(0, a.reserved - tonumber(ARGV[6]))
  if not seen and a.reset then
    a.remaining = math.max(0, a.remaining - tonumber(ARGV[7]))
  end
end
if KEYS[5] ~= KEYS[1] then
  keep(a, rest, KEYS[4], ARGV[4])
  a = open(KEYS[5], KEYS[6])
end
if seen then
  observe(a, tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]))
end
keep(a, rest, KEYS[4], ARGV[8])
return {at}
