package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.Bucket;
import java.util.List;

/** One caller's request for permits, with the rows that its buckets are. */
record Ask(List<Bucket> buckets, List<RowKey> rows, long permits, long now) {

  static Ask of(List<Bucket> buckets, long permits, long now) {
    return new Ask(buckets, RowKey.allOf(buckets), permits, now);
  }
}
