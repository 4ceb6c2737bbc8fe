package dev.headgate.storage.redis.limit;

import dev.headgate.core.limit.Bucket;
import java.util.List;

/** One caller's request for permits. */
record Ask(List<Bucket> buckets, long permits, long now) {}
