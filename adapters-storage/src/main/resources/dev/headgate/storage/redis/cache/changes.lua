-- The number of the latest change, whether nothing is missing since the one given, and the changes.
local since = tonumber(ARGV[1])
local reply = {digits(latest_change())}
local here = redis.call('ZCOUNT', changes, digits(since), digits(since)) == 1
reply[2] = here and 1 or 0
if here then
  for _, change in ipairs(redis.call('ZRANGEBYSCORE', changes, '(' .. digits(since), '+inf')) do
    reply[#reply + 1] = change
  end
end
return reply
