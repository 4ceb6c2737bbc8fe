package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** The bytes of an answer: in memory, or made while they are sent. Safe for many threads. */
sealed interface Body permits ByteBody, PatternBody, ZipBody, PartBody {

  static Body of(byte[] bytes) {
    return new ByteBody(bytes);
  }

  static Body of(String text) {
    return new ByteBody(text.getBytes(UTF_8));
  }

  long length();

  /** Writes the bytes from {@code from} (inclusive) to {@code to} (exclusive). */
  void write(OutputStream out, long from, long to) throws IOException;

  /** Feeds every byte to a digest, in constant memory. */
  default void digest(MessageDigest digest) {
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      write(out, 0, length());
    } catch (IOException e) {
      throw new UncheckedIOException("a digest never fails to take bytes", e);
    }
  }

  /** The lowercase hex SHA-256 of all bytes. */
  default String sha256() {
    MessageDigest digest = Digests.sha256();
    digest(digest);
    return Digests.hex(digest.digest());
  }
}
