-- Keeps a lease's places. KEYS: each pool's three. ARGV: 2 the holder, 3 the fence, 4 how long from
-- now. Answers 1 or 0.

for i = 1, #KEYS, 3 do
  if not is_held(KEYS[i], KEYS[i + 1], ARGV[2], tonumber(ARGV[3])) then
    return {0}
  end
end
for i = 1, #KEYS, 3 do
  redis.call('ZADD', KEYS[i], whole(now + tonumber(ARGV[4])), ARGV[2])
  keep(KEYS[i], KEYS[i + 1], KEYS[i + 2])
end
return {1}
