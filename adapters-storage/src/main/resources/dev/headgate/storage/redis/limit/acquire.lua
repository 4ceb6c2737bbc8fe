-- Decides requests one after the other; each takes permits from every bucket that it names or from
-- none. KEYS: the shard of each bucket, last the mark of this call. ARGV: 3 whether it is made again,
-- 4 how many milliseconds the mark is kept, then the field of each bucket, then the requests: numbers
-- with spaces between, of each bucket its place, the span that the permits cost in seconds and
-- nanoseconds, and the span by which its time may lie ahead for them to be had; where callers decide
-- the time, the moment before. Answers each request with such a text: whether it is granted, the
-- moment, and the time of each bucket, nothing where it is full.

local count = #KEYS - 1
local mark = KEYS[count + 1]
local callers_time = ARGV[1] ~= ''
local asks = #ARGV - 4 - count

local buckets = {}
for i = 1, count do
  local s, n, kept = read(KEYS[i], ARGV[4 + i])
  buckets[i] = {s = s, n = n, kept = kept, is_new = not s}
end

local function numbers(request)
  local found = {}
  for number in string.gmatch(request, '%S+') do
    found[#found + 1] = tonumber(number)
  end
  return found
end

local requests = {}
for i = 1, asks do
  requests[i] = numbers(ARGV[4 + count + i])
end

-- Where the buckets of a request begin, and its moment.
local function start(request)
  if callers_time then
    return 3, request[1], request[2]
  end
  return 1, now_s, now_n
end

local function is_free(request)
  local first, s, n = start(request)
  for at = first, #request, 5 do
    local bucket = buckets[request[at]]
    local from_s, from_n = s, n
    if bucket.s then
      from_s, from_n = later_of(bucket.s, bucket.n, s, n)
    end
    local most_s, most_n = sum(s, n, request[at + 3], request[at + 4])
    if is_later(from_s, from_n, most_s, most_n) then
      return false
    end
  end
  return true
end

local function charge(request)
  local first, s, n = start(request)
  for at = first, #request, 5 do
    local bucket = buckets[request[at]]
    local from_s, from_n = s, n
    if bucket.s then
      from_s, from_n = later_of(bucket.s, bucket.n, s, n)
    end
    bucket.s, bucket.n = sum(from_s, from_n, request[at + 1], request[at + 2])
    bucket.is_charged = true
  end
end

local function answer(request, granted)
  local first, s, n = start(request)
  local parts = {granted, text(s, n)}
  for at = first, #request, 5 do
    local bucket = buckets[request[at]]
    parts[#parts + 1] = bucket.s and text(bucket.s, bucket.n) or ''
  end
  return table.concat(parts, ' ')
end

-- What an earlier call with this mark granted, a digit for each request.
local made = ARGV[3] == '1' and redis.call('GET', mark)
local granted = {}
local answers = {}
local any = false
if not made then
  for i = 1, asks do
    granted[i] = is_free(requests[i]) and '1' or '0'
    if granted[i] == '1' then
      charge(requests[i])
      any = true
    end
    answers[i] = answer(requests[i], granted[i])
  end
  if not any then
    -- The repetition may have come first and taken what there was.
    made = redis.call('GET', mark)
  elseif not redis.call('SET', mark, table.concat(granted), 'NX', 'PX', ARGV[4]) then
    made = redis.call('GET', mark)
    for i = 1, count do
      buckets[i].s, buckets[i].n = read(KEYS[i], ARGV[4 + i])
      buckets[i].is_charged = false
    end
  end
end
if made then
  for i = 1, asks do
    answers[i] = answer(requests[i], string.sub(made, i, i))
  end
end
-- Of those that are written; several buckets may share one.
local kept = {}
for i = 1, count do
  local bucket = buckets[i]
  if bucket.is_charged then
    local shard = KEYS[i]
    kept[shard] =
      write(shard, ARGV[4 + i], bucket.s, bucket.n, kept[shard] or bucket.kept, bucket.is_new)
  end
end
return answers
