-- KEYS: 1 index. ARGV: 4 how many at most, then what the names of keys begin with: 5 accounts, 6
-- holds, 7 pauses. The names of the other keys come from the index, which lies in the same slot.
-- Answers with the accounts that are remembered for longest, each after its name.

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(at))
local found = {at}
for _, name in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, tonumber(ARGV[4]) - 1)) do
  local a = open(ARGV[5] .. name, ARGV[6] .. name)
  local rest = rest_of(ARGV[7] .. string.match(name, '^%S+ %S+'))
  for _, part in ipairs({name, a.limit, a.remaining, a.reset or '', a.reserved, rest or ''}) do
    found[#found + 1] = part
  end
end
return found
