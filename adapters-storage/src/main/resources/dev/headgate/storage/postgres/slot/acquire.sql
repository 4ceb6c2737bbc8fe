SELECT fence, until, full_pools, free_at FROM headgate.acquire_slots(?, ?, ?, ?, ?)
