-- KEYS: 1 entries. ARGV: 1 a number, 2 how many at most. The number and the texts of each entry
-- before it, the newest first.

return tell(redis.call('XREVRANGE', KEYS[1], '(' .. ARGV[1] .. '-0', '-', 'COUNT', ARGV[2]))
