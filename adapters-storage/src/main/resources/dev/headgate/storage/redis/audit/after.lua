-- KEYS: 1 entries. ARGV: 1 a number, 2 how many at most. The number and the texts of each entry
-- behind it, the oldest first.

local told = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. ARGV[1] .. '-0', '+', 'COUNT', ARGV[2])) do
  local texts = {}
  for i = 1, #entry[2], 2 do
    texts[entry[2][i]] = entry[2][i + 1]
  end
  told[#told + 1] = string.match(entry[1], '^%d+')
  for _, name in ipairs({ 't', 'w', 'a', 's', 'o', 'r', 'p', 'h' }) do
    told[#told + 1] = texts[name] or ''
  end
end
return told
