-- Forgets every selected resource. Returns how many there were.
local kind, path = ARGV[1], ARGV[2]
local found = {}
local function between(from, to)
  for _, member in ipairs(redis.call('ZRANGEBYLEX', paths, '[' .. from, '(' .. to)) do
    found[#found + 1] = string.match(member, '%z(%x+)$')
  end
end
if kind == 'everything' then
  found = redis.call('HKEYS', entries)
else
  between(path .. '\0', path .. '\1')
  if kind == 'beneath' then
    between(path .. '/', path .. '0')
  end
end
for _, digest in ipairs(found) do
  drop(digest)
end
note(kind, path)
return {#found}
