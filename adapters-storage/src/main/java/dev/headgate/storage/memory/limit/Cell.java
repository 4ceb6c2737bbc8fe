package dev.headgate.storage.memory.limit;

import dev.headgate.core.limit.BucketKey;
import org.jspecify.annotations.Nullable;

/**
 * One bucket and a link of its slot's chain. Guarded by its stripe's lock.
 *
 * <p>It holds the key's two strings, not the key, and no hash, as strings remember theirs: 32 bytes
 * with compressed pointers.
 */
final class Cell {

  final String policy;
  final String subject;
  long tat;
  @Nullable Cell next;

  Cell(BucketKey key, long tat, @Nullable Cell next) {
    this.policy = key.policy();
    this.subject = key.subject();
    this.tat = tat;
    this.next = next;
  }

  boolean is(BucketKey key) {
    return subject.equals(key.subject()) && policy.equals(key.policy());
  }

  int hash() {
    return spread(BucketKey.hash(policy, subject));
  }

  /** A key's hash over all bits: the highest choose the stripe, the lowest the slot. */
  static int spread(int hash) {
    int spread = hash * 0x9E3779B9;
    return spread ^ (spread >>> 15);
  }
}
