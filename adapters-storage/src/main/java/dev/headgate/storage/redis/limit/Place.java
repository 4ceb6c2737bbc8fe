package dev.headgate.storage.redis.limit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.limit.BucketKey;
import dev.headgate.storage.redis.connection.RedisConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where a bucket lies: a field of one of {@value #SHARDS} hashes, which share a hash tag.
 *
 * @param shard the full name of the hash
 * @param field the bucket's name within; long subjects are there by a digest of 128 bits
 */
record Place(String shard, String field) {

  /** What the names of all keys of this feature begin with; in a cluster they lie on one node. */
  static final String TAG = "{limit}:";

  /** With a million buckets some sixty share a shard, which Redis then keeps as one short list. */
  private static final int SHARDS = 1 << 14;

  private static final int LONGEST_SUBJECT = 40;
  private static final int DIGEST_BYTES = 16;

  static Place of(BucketKey key, RedisConnection connection) {
    String policy = key.policy();
    String subject = key.subject();
    int hash = (31 * policy.hashCode() + subject.hashCode()) * 0x9E3779B9;
    String shard = connection.key(TAG + (hash >>> Integer.numberOfLeadingZeros(SHARDS - 1)));
    String field =
        subject.length() <= LONGEST_SUBJECT
            ? policy.length() + ":" + policy + subject
            : policy.length() + "#" + policy + digest(subject);
    return new Place(shard, field);
  }

  private static String digest(String subject) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(subject.getBytes(UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(hash, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
