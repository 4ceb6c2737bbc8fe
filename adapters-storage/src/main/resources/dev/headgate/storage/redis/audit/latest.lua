-- KEYS: 1 events. ARGV: 1 how many at most. The texts of each event, the newest first.

local told = {}
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', ARGV[1])) do
  for i = 2, #entry[2], 2 do
    told[#told + 1] = entry[2][i]
  end
end
return told
