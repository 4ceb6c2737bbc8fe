-- KEYS: 1 token, 2 installations. The text, when it was issued, when it ends; nothing if none is kept.

local kept = redis.call('HMGET', KEYS[1], 'text', 'issued', 'ends')
if not kept[1] then
  return {}
end
return kept
