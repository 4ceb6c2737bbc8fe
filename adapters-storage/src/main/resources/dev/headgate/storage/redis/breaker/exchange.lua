-- KEYS: 1 circuits, 2 forced, then the votes of each report's service.
-- ARGV: 1 process, 2 the votes' time to live in milliseconds, then 13 for each report: service,
-- version, vote, whether there is a change, its state, openings, time and time left in milliseconds,
-- told, probes and successes, probes wanted, probes that succeeded.
-- A circuit is kept as: version state openings time until told probes successes. A vote as: version
-- vote until. Answers 13 numbers for each report.

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local ttl = tonumber(ARGV[2])

local function numbers(text)
  local all = {}
  for number in string.gmatch(text, '%S+') do
    all[#all + 1] = tonumber(number)
  end
  return all
end

local function text_of(all)
  local texts = {}
  for i = 1, #all do
    texts[i] = string.format('%.0f', all[i])
  end
  return table.concat(texts, ' ')
end

local answer = {}
for i = 0, #KEYS - 3 do
  local votes = KEYS[i + 3]
  local a = 3 + i * 13
  local service = ARGV[a]
  local report = {}
  for j = 1, 12 do
    report[j] = tonumber(ARGV[a + j])
  end
  local version, vote, changing = report[1], report[2], report[3] == 1
  local wanted, succeeded = report[11], report[12]

  redis.call('HSET', votes, ARGV[1], text_of({version, vote, now + ttl}))
  redis.call('PEXPIRE', votes, math.max(ttl, redis.call('PTTL', votes)))

  local kept = redis.call('HGET', KEYS[1], service)
  local c = kept and numbers(kept) or {0, 0, 0, 0, 0, 0, 0, 0}
  local changed = changing and c[1] == version
  if changed then
    c = {version + 1, report[4], report[5], report[6], now + report[7], report[8], report[9], report[10]}
  end
  local granted = 0
  if changed or c[1] == version then
    if not changed then
      c[8] = c[8] + succeeded
    end
    granted = math.min(wanted, c[7])
    c[7] = c[7] - granted
  end
  if changed or granted > 0 or succeeded > 0 then
    redis.call('HSET', KEYS[1], service, text_of(c))
  end

  local counts = {[0] = 0, 0, 0}
  local processes = 0
  local all = redis.call('HGETALL', votes)
  for j = 1, #all, 2 do
    local said = numbers(all[j + 1])
    if said[3] <= now then
      redis.call('HDEL', votes, all[j])
    else
      processes = processes + 1
      if said[1] == c[1] then
        counts[said[2]] = counts[said[2]] + 1
      end
    end
  end

  local left = c[2] == 0 and 0 or math.max(0, c[5] - now)
  local force = tonumber(redis.call('HGET', KEYS[2], service) or '0')
  for _, number in ipairs({c[1], c[2], c[3], c[4], left, c[6], c[7], c[8], force, counts[1], counts[2], processes, granted}) do
    answer[#answer + 1] = number
  end
end
return answer
