-- Leases from each bucket what it has, until the term ends. KEYS: the shard of each bucket. ARGV: 3
-- the length of a term in nanoseconds, then for each bucket six: its field, the span of one permit,
-- that of a full bucket, and how many permits are wanted. Answers with the moment, then for each
-- bucket how many permits it gave and its time.

-- More at once than any rate refills in a term; so many cost a span that is computed exactly.
local MOST = 9000000
-- From so many seconds on, nanoseconds are no longer exact in one number.
local EXACT = 9000000

local term = tonumber(ARGV[3])
local end_s, end_n = sum(now_s, now_n - now_n % term, 0, term)
local rest_s, rest_n = difference(end_s, end_n, now_s, now_n)

local function leasable(window_s, window_n, ahead_s, ahead_n, interval_s, interval_n)
  if is_later(ahead_s, ahead_n, window_s, window_n) then
    return 0
  end
  local free_s, free_n = difference(window_s, window_n, ahead_s, ahead_n)
  local permits =
    math.floor((free_s * 1000000000 + free_n) / (interval_s * 1000000000 + interval_n))
  if free_s >= EXACT then
    -- The quotient may be one too high.
    permits = math.max(0, permits - 1)
  end
  return permits
end

local function cost(permits, interval_s, interval_n)
  local n = permits * interval_n
  return permits * interval_s + math.floor(n / 1000000000), n % 1000000000
end

local answer = {text(now_s, now_n)}
for i = 1, #KEYS do
  local at = 6 * i - 2
  local field = ARGV[at]
  local interval_s, interval_n = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local s, n, kept = read(KEYS[i], field)
  local is_new = not s
  local ahead_s, ahead_n = rest_s, rest_n
  if s and is_later(s, n, end_s, end_n) then
    ahead_s, ahead_n = difference(s, n, now_s, now_n)
  end
  local permits = math.min(tonumber(ARGV[at + 5]), MOST, leasable(
    tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4]), ahead_s, ahead_n, interval_s, interval_n))
  if permits > 0 then
    local from_s, from_n = end_s, end_n
    if s then
      from_s, from_n = later_of(s, n, end_s, end_n)
    end
    s, n = sum(from_s, from_n, cost(permits, interval_s, interval_n))
    write(KEYS[i], field, s, n, kept, is_new)
  end
  answer[2 * i] = permits
  answer[2 * i + 1] = s and text(s, n) or ''
end
return answer
