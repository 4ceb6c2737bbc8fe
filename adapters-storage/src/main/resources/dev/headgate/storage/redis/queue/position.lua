-- Tells how many of its kind go before a task. ARGV: 2 its id, 3 the farthest position that is counted,
-- then the label and the head start of each priority (empty: before all others). Answers with the
-- position, or with nothing where the task is not queued.
--
-- A task goes when all that stand before it in its lane have gone, and a lane's first goes when it ranks
-- before those of all other lanes: so a task goes with the highest rank that its lane has up to it.

local CHUNK = 500
local farthest = tonumber(ARGV[3])

local task = load(ARGV[2])
if not task then
  return {}
end
local lanes, own = {}, nil
for i = 4, #ARGV, 2 do
  local one = {lane = task.kind .. ':' .. ARGV[i], start = tonumber(ARGV[i + 1]), urgency = i}
  promote(one.lane, SOME)
  lanes[#lanes + 1] = one
  if ARGV[i] == task.priority then
    own = one
  end
end
task = load(ARGV[2])
if not task.place then
  return {}
end

local function rank(one, place)
  return one.start and tonumber(string.sub(place, 17, 32)) + one.start or -1
end

-- How many of a lane stand before its first for which this holds; at most as many as are counted.
local function until_first(one, most, holds)
  local count = 0
  while count < most do
    local places = redis.call('ZRANGE', at('ready', one.lane), count, count + CHUNK - 1)
    for _, place in ipairs(places) do
      if count >= most or holds(place) then
        return count
      end
      count = count + 1
    end
    if #places < CHUNK then
      return count
    end
  end
  return count
end

local highest = rank(own, task.place)
local ahead = until_first(own, farthest, function(place)
  highest = math.max(highest, rank(own, place))
  return place == task.place
end)
for _, one in ipairs(lanes) do
  if one ~= own then
    ahead = ahead + until_first(one, farthest - ahead, function(place)
      local its = rank(one, place)
      return its > highest or (its == highest and one.urgency > own.urgency)
    end)
  end
end
return {ahead}
