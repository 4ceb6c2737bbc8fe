-- Lists tasks, the latest first. ARGV: 2 the kind, 3 the state, 4 the caller, 5 the group, 6 before which
-- task (each empty for any), 7 how many at most, 8 below which number (empty: from the latest). Answers
-- with the number to go on below (empty: there are no more), then the tasks. One call looks at so many
-- only.

local CHUNK, LOOKS = 500, 10
local below = ARGV[8]
if below == '' and ARGV[6] ~= '' then
  below = redis.call('HGET', at('task', ARGV[6]), 'number')
  if not below then
    return {''}
  end
end
local top = below == '' and '+inf' or '(' .. below

-- The shortest of the lists that have all of them.
local index = base .. 'all'
local function narrow(name, value)
  local other = at(name, value)
  if value ~= '' and redis.call('ZCARD', other) < redis.call('ZCARD', index) then
    index = other
  end
end
narrow('state', ARGV[3])
narrow('caller', ARGV[4])
narrow('group', ARGV[5])

local asked = {}
for i, field in ipairs({'kind', 'state', 'caller', 'group'}) do
  if ARGV[1 + i] ~= '' then
    asked[#asked + 1] = {field = field, value = ARGV[1 + i]}
  end
end

local function fits(id)
  for _, one in ipairs(asked) do
    if redis.call('HGET', at('task', id), one.field) ~= one.value then
      return false
    end
  end
  return true
end

local answer = {''}
local left = tonumber(ARGV[7])
for _ = 1, LOOKS do
  local found = redis.call('ZREVRANGEBYSCORE', index, top, '-inf', 'WITHSCORES', 'LIMIT', 0, CHUNK)
  for i = 1, #found, 2 do
    if fits(found[i]) then
      tell(answer, found[i], false, false)
      left = left - 1
      if left == 0 then
        return answer
      end
    end
    answer[1] = found[i + 1]
    top = '(' .. found[i + 1]
  end
  if #found < 2 * CHUNK then
    answer[1] = ''
    return answer
  end
end
return answer
