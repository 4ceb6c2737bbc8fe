package dev.headgate.core.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the entries' own headers said, for the directory at the archive's end to be held against.
 * Keeps a digest of each, of bounded number: about 100 bytes an entry.
 */
final class ZipEntries {
  /** Half of a digest: 128 bits, which nobody finds twice. */
  private record Half(long high, long low) {}

  /**
   * What both headers of an entry must agree on.
   *
   * @param offset where its own header begins
   */
  record Facts(long offset, int method, long crc, long packed, long size) {}

  private final int most;
  private final MessageDigest sha256;
  private final Map<Half, Half> entries = new HashMap<>();
  private int count;

  ZipEntries(int most) {
    this.most = most;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  int count() {
    return count;
  }

  /** An entry begins. */
  void begin(String name) throws UnsafeArchive {
    if (++count > most) {
      throw new UnsafeArchive("the archive holds more than %d entries".formatted(most));
    }
    if (entries.containsKey(half(name.getBytes(UTF_8)))) {
      throw new UnsafeArchive("the entry \"%s\" is there twice".formatted(ZipName.shown(name)));
    }
  }

  /** It has ended. */
  void end(String name, Facts facts) {
    entries.put(half(name.getBytes(UTF_8)), half(facts));
  }

  /** The directory names it. */
  void listed(String name, Facts facts) throws UnsafeArchive {
    Half known = entries.remove(half(name.getBytes(UTF_8)));
    if (!half(facts).equals(known)) {
      throw new UnsafeArchive(
          "the archive's directory says of \"%s\" what its own header does not"
              .formatted(ZipName.shown(name)));
    }
  }

  /** The directory has ended. */
  void closed() throws UnsafeArchive {
    if (!entries.isEmpty()) {
      throw new UnsafeArchive(
          "the archive's directory leaves out %d entries".formatted(entries.size()));
    }
  }

  private Half half(Facts facts) {
    return half(
        ByteBuffer.allocate(40)
            .putLong(facts.offset())
            .putLong(facts.method())
            .putLong(facts.crc())
            .putLong(facts.packed())
            .putLong(facts.size())
            .array());
  }

  private Half half(byte[] bytes) {
    ByteBuffer digest = ByteBuffer.wrap(sha256.digest(bytes));
    return new Half(digest.getLong(), digest.getLong());
  }
}
