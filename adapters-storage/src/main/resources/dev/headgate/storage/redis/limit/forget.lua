-- Forgets a bucket. KEYS: 1 its shard. ARGV: 3 its field.

return {redis.call('HDEL', KEYS[1], ARGV[3])}
