-- KEYS: 1 note. Its text; nothing if there is none.

local text = redis.call('GET', KEYS[1])
if not text then
  return {}
end
return { text }
