-- KEYS: 1 events, 2 the writer's last number. ARGV: 1 how many are kept; then of each event its
-- number, time, actor, action, subject, outcome and request. What was written before is left out.

local last = tonumber(redis.call('GET', KEYS[2]) or '0')
for i = 2, #ARGV, 7 do
  if tonumber(ARGV[i]) > last then
    redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*',
      't', ARGV[i + 1], 'w', ARGV[i + 2], 'a', ARGV[i + 3],
      's', ARGV[i + 4], 'o', ARGV[i + 5], 'r', ARGV[i + 6])
    last = tonumber(ARGV[i])
  end
end
-- Long enough for whatever is sent again.
redis.call('SET', KEYS[2], last, 'EX', 86400)
return { last }
