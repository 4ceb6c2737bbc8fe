-- Looks at buckets. KEYS: the shard of each. ARGV: from 3 on the field of each. Answers with the
-- moment and each time.

local answer = {text(now_s, now_n)}
for i = 1, #KEYS do
  local s, n = read(KEYS[i], ARGV[i + 2])
  answer[i + 1] = s and text(s, n) or ''
end
return answer
