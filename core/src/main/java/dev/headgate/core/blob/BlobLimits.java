package dev.headgate.core.blob;

import java.time.Duration;

/**
 * What a store of blobs keeps to.
 *
 * @param mostBytes how many bytes all blobs and uploads have together at most
 * @param retention how long a blob is kept after it was committed
 * @param remainsFor how long what an upload kept is kept for the next one
 */
public record BlobLimits(long mostBytes, Duration retention, Duration remainsFor) {

  public BlobLimits {
    if (mostBytes < 1) {
      throw new IllegalArgumentException("mostBytes: " + mostBytes + " (expected: at least 1)");
    }
    positive("retention", retention);
    positive("remainsFor", remainsFor);
  }

  private static void positive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + ": " + duration + " (expected: longer than zero)");
    }
  }
}
