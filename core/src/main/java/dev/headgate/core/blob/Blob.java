package dev.headgate.core.blob;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What is known of a blob that is there whole.
 *
 * @param id its name
 * @param bytes how long it is
 * @param sha256 the SHA-256 of its bytes, as 64 lower-case hexadecimal digits
 * @param storedAt when it was committed
 * @param expiresAt from when on it is not found any more
 */
public record Blob(BlobId id, long bytes, String sha256, Instant storedAt, Instant expiresAt) {

  public Blob {
    requireNonNull(id, "id");
    requireNonNull(storedAt, "storedAt");
    requireNonNull(expiresAt, "expiresAt");
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: at least 0)");
    }
    boolean digits = sha256.length() == 64;
    for (int i = 0; digits && i < sha256.length(); i++) {
      char c = sha256.charAt(i);
      digits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
    if (!digits) {
      throw new IllegalArgumentException(
          "sha256: %d characters (expected: 64 lower-case hexadecimal digits)"
              .formatted(sha256.length()));
    }
  }
}
