package dev.headgate.storage.memory.queue;

/**
 * How much the queue in memory may hold.
 *
 * @param maxBytes of payloads and results, and {@value Entry#OVERHEAD} for each task beside them;
 *     at least 1 MiB
 */
public record MemoryTaskQueueSettings(long maxBytes) {
  /** 256 MiB. */
  public static final MemoryTaskQueueSettings DEFAULTS = new MemoryTaskQueueSettings(256L << 20);

  private static final long LEAST = 1L << 20;

  public MemoryTaskQueueSettings {
    if (maxBytes < LEAST) {
      throw new IllegalArgumentException(
          "maxBytes: %d (expected: %d or more)".formatted(maxBytes, LEAST));
    }
  }
}
