-- KEYS: 1 entries. ARGV: 1 a number, 2 how many at most. The number and the texts of each entry
-- behind it, the oldest first.

return tell(redis.call('XRANGE', KEYS[1], '(' .. ARGV[1] .. '-0', '+', 'COUNT', ARGV[2]))
