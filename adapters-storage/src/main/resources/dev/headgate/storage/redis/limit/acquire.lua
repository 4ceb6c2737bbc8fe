-- Takes permits from every bucket or from none. KEYS: the shard of each bucket, last the mark of
-- this decision. ARGV: 3 whether it is asked for again, 4 how many milliseconds the mark is kept,
-- then for each bucket five: its field, the span that the permits cost, and the span by which its
-- time may lie ahead for them to be had. Answers whether it is granted, the moment, and each time.

local count = #KEYS - 1
local mark = KEYS[count + 1]
local granted = 1
local seen = {}
for i = 1, count do
  local at = 5 * i
  local s, n, kept = read(KEYS[i], ARGV[at])
  local from_s, from_n = now_s, now_n
  if s then
    from_s, from_n = later_of(s, n, now_s, now_n)
  end
  local most_s, most_n = sum(now_s, now_n, tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]))
  if is_later(from_s, from_n, most_s, most_n) then
    granted = 0
  end
  seen[i] = {s = s, n = n, from_s = from_s, from_n = from_n, kept = kept}
end

if ARGV[3] == '1' and redis.call('EXISTS', mark) == 1 then
  granted = 1
elseif granted == 1 and redis.call('SET', mark, '', 'NX', 'PX', ARGV[4]) then
  for i = 1, count do
    local at = 5 * i
    local bucket = seen[i]
    local is_new = not bucket.s
    bucket.s, bucket.n =
      sum(bucket.from_s, bucket.from_n, tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]))
    write(KEYS[i], ARGV[at], bucket.s, bucket.n, bucket.kept, is_new)
  end
end

local answer = {granted, text(now_s, now_n)}
for i = 1, count do
  answer[i + 2] = seen[i].s and text(seen[i].s, seen[i].n) or ''
end
return answer
