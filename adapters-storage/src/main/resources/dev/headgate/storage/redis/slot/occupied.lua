-- Counts the leases in a pool that have not ended. KEYS: its three.

return {redis.call('ZCOUNT', KEYS[1], '(' .. whole(now), '+inf')}
