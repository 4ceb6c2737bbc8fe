-- KEYS: 1 installations. ARGV: 1 what the keys of their tokens begin with, 2 … those that stay.
-- How many tokens were forgotten. All keys lie in the slot of the first.

local stays = {}
for i = 2, #ARGV do
  stays[ARGV[i]] = true
end
local forgotten = 0
for _, installation in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  if not stays[installation] then
    forgotten = forgotten + redis.call('DEL', ARGV[1] .. installation)
    redis.call('SREM', KEYS[1], installation)
  end
end
return { forgotten }
