-- KEYS: 1 ends. The last that was removed, and the end; empty texts where there is none.

local ends = redis.call('HMGET', KEYS[1],
  'anchor', 'anchor-hash', 'anchor-seal', 'head', 'head-hash', 'head-seal')
for i = 1, 6 do
  ends[i] = ends[i] or ''
end
return ends
