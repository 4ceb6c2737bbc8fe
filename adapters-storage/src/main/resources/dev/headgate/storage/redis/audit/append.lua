-- KEYS: 1 entries, 2 ends, 3 the writer's last number. ARGV: 1 the first event's number of the
-- writer, 2-3 the expected end, 4-6 the new end; then of each entry its time, actor, action,
-- subject, outcome, request, previous hash and hash. Whether it was appended, the end, the last
-- number of the writer.

local head = redis.call('HMGET', KEYS[2], 'head', 'head-hash', 'head-seal')
local written = tonumber(redis.call('GET', KEYS[3]) or '0')
local fits = head[1] == ARGV[2] and head[2] == ARGV[3] or not head[1] and ARGV[2] == '0'
if written >= tonumber(ARGV[1]) or not fits then
  return { 0, head[1] or '', head[2] or '', head[3] or '', written }
end
local number = tonumber(ARGV[2])
for i = 7, #ARGV, 8 do
  number = number + 1
  redis.call('XADD', KEYS[1], string.format('%d-0', number),
    't', ARGV[i], 'w', ARGV[i + 1], 'a', ARGV[i + 2], 's', ARGV[i + 3],
    'o', ARGV[i + 4], 'r', ARGV[i + 5], 'p', ARGV[i + 6], 'h', ARGV[i + 7])
end
redis.call('HSET', KEYS[2], 'head', ARGV[4], 'head-hash', ARGV[5], 'head-seal', ARGV[6])
written = tonumber(ARGV[1]) + (#ARGV - 6) / 8 - 1
-- Long enough for whatever is sent again.
redis.call('SET', KEYS[3], string.format('%d', written), 'EX', 604800)
return { 1, ARGV[4], ARGV[5], ARGV[6], written }
