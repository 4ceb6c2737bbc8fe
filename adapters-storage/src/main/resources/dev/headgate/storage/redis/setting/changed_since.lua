-- KEYS: 1 texts, 2 versions, 3 version. ARGV: 1 the version that is known.
-- Nothing if that is the version still; else the version, and name, text, version of each setting.

local version = redis.call('GET', KEYS[3]) or '0'
if version == ARGV[1] and version ~= '0' then
  return {}
end
local answer = { version }
local texts = redis.call('HGETALL', KEYS[1])
for i = 1, #texts, 2 do
  answer[#answer + 1] = texts[i]
  answer[#answer + 1] = texts[i + 1]
  answer[#answer + 1] = redis.call('HGET', KEYS[2], texts[i])
end
return answer
