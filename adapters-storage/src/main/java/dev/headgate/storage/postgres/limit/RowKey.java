package dev.headgate.storage.postgres.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.identity.Sha256;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands for a bucket in the database: the first 128 bits of the SHA-256 of its key. All rows
 * are of one length whatever callers send, and none repeats an address or a name.
 *
 * @param high the first half, which also names the bucket's lock
 */
record RowKey(long high, long low) implements Comparable<RowKey> {

  static RowKey of(BucketKey key) {
    byte[] policy = key.policy().getBytes(UTF_8);
    MessageDigest digest = Sha256.digest();
    // The length keeps apart what would read alike once joined.
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, policy.length));
    digest.update(policy);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(key.subject().getBytes(UTF_8)));
    return new RowKey(hash.getLong(), hash.getLong());
  }

  static List<RowKey> allOf(List<Bucket> buckets) {
    List<RowKey> rows = new ArrayList<>(buckets.size());
    for (Bucket bucket : buckets) {
      rows.add(of(bucket.key()));
    }
    return rows;
  }

  @Override
  public int compareTo(RowKey other) {
    int first = Long.compare(high, other.high);
    return first != 0 ? first : Long.compare(low, other.low);
  }
}
