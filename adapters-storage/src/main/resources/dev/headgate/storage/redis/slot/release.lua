-- Gives back a lease's places. KEYS: each pool's three. ARGV: 2 the holder, 3 the fence.

for i = 1, #KEYS, 3 do
  local known = redis.call('ZSCORE', KEYS[i + 1], ARGV[2])
  if known and tonumber(known) == tonumber(ARGV[3]) then
    remove(KEYS[i], KEYS[i + 1], KEYS[i + 2], {ARGV[2]})
  end
end
return {1}
