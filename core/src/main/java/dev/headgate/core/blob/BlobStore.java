package dev.headgate.core.blob;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps content of any size by name: what a task downloaded, a result too long for the queue.
 *
 * <p><b>Atomicity.</b> A blob is seen whole or not at all: it appears when its upload is committed,
 * with its length and digest, and a later commit under its name replaces it in one step.
 *
 * <p><b>Bound.</b> All blobs and uploads together stay within {@link BlobLimits#mostBytes}. Nothing
 * that has not expired is ever dropped to make room: a store that is full refuses with {@link
 * BlobsFull}. Where several processes share a store each may go beyond the bound by what the others
 * wrote since it last counted.
 *
 * <p><b>Time.</b> The caller decides it. An expired blob is not found; {@link #sweep} removes it.
 *
 * <p><b>Cost.</b> Writing and reading take constant memory whatever the length. {@link #list} and
 * {@link #sweep} look at every blob's entry once.
 *
 * <p>Thread-safe. Every method throws a {@link dev.headgate.core.storage.StorageFailure} when the
 * store cannot do it.
 */
public interface BlobStore {
  /** The most blobs that {@link #list} answers with at once. */
  int LONGEST_LIST = 1_000;

  /**
   * Begins to write a blob of that name.
   *
   * @throws BlobsFull when the store has no room at all
   */
  BlobUpload create(BlobId id, Instant now);

  /**
   * What the longest upload of that name left that was kept and never committed; it stays until an
   * upload keeps as much or is committed, or it is old. To be closed by the caller.
   */
  Optional<BlobRemains> remains(BlobId id, Instant now);

  /** The blob of that name. */
  Optional<Blob> find(BlobId id, Instant now);

  /**
   * Opens a part of a blob, as it is now.
   *
   * @param from the first byte; at most the blob's length
   * @param length how many; what goes beyond the blob's end is cut off
   * @throws IllegalArgumentException when {@code from} lies beyond the end or is negative, or the
   *     length is negative
   */
  Optional<BlobContent> open(BlobId id, long from, long length, Instant now);

  /** Opens all of a blob, as it is now. */
  default Optional<BlobContent> open(BlobId id, Instant now) {
    return open(id, 0, Long.MAX_VALUE, now);
  }

  /**
   * Removes the blob of that name and what uploads of it left.
   *
   * @return whether there was a blob
   */
  boolean delete(BlobId id);

  /**
   * Blobs in the order of their names.
   *
   * @param prefix what their names begin with, of the characters that names have; empty: any
   * @param after the name after which the list begins; empty: at the first
   * @param most at most {@value #LONGEST_LIST}
   */
  List<Blob> list(String prefix, String after, int most, Instant now);

  /** How many bytes all blobs and uploads have, as far as this process knows. */
  long bytes();

  /**
   * Removes what has expired and what dead uploads left, and counts what is there. Any process may
   * call it at any time.
   *
   * @return how many blobs and uploads it removed
   */
  int sweep(Instant now);

  /** Checks a prefix; for implementations. */
  static void checkPrefix(String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (!BlobId.allowed(prefix.charAt(i))) {
        throw new IllegalArgumentException(
            "prefix: %s (expected: lower-case letters, digits, hyphens and dots)"
                .formatted(prefix));
      }
    }
  }
}
