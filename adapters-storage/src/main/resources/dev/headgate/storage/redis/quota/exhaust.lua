-- KEYS: 1 account, 2 holds, 3 pause, 4 index. ARGV: 4 name, 5 when the window ends.

local a = open(KEYS[1], KEYS[2])
a.limit = math.max(a.limit, 1)
a.remaining = 0
a.reset = tonumber(ARGV[5])
keep(a, rest_of(KEYS[3]), KEYS[4], ARGV[4])
return {at}
