-- Takes back permits of leases whose terms have not ended. KEYS: the shard of each bucket. ARGV: for
-- each bucket from 3 on five: its field, the span that the permits cost, and the term's end.

for i = 1, #KEYS do
  local at = 5 * i - 2
  local end_s, end_n = tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  local s, n, kept = read(KEYS[i], ARGV[at])
  if s and is_later(end_s, end_n, now_s, now_n) and is_later(s, n, end_s, end_n) then
    s, n = difference(s, n, tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]))
    s, n = later_of(s, n, end_s, end_n)
    write(KEYS[i], ARGV[at], s, n, kept, false)
  end
end
return {1}
