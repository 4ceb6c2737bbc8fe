package dev.headgate.core.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How entries are chained: each one's hash covers the one before, so that none can be changed,
 * removed, inserted or moved without all later hashes changing.
 *
 * <p>The hash is SHA-256, or HMAC-SHA-256 (RFC 2104) where there is a key, over these fields, each
 * preceded by its length in bytes as four bytes, the highest first: the text {@code
 * headgate.audit.1}; the previous hash, 32 bytes; the number as eight bytes, the highest first;
 * time (ISO 8601 in UTC), actor, action, subject, outcome and request in UTF-8. A seal is the same
 * over {@code headgate.audit.1.head} or {@code headgate.audit.1.anchor}, hash and number.
 *
 * <p>Without a key whoever can write the store can compute a chain of his own; with it he cannot.
 *
 * <p>Thread-safe.
 */
public final class AuditChain {
  private static final String ENTRY = "headgate.audit.1";
  private static final String HEAD = ENTRY + ".head";
  private static final String ANCHOR = ENTRY + ".anchor";

  private final @Nullable SecretKeySpec key;

  private AuditChain(@Nullable SecretKeySpec key) {
    this.key = key;
  }

  /** By plain hashes. */
  public static AuditChain plain() {
    return new AuditChain(null);
  }

  /**
   * By hashes that need this key.
   *
   * @throws IllegalArgumentException if it is shorter than 16 bytes
   */
  public static AuditChain keyed(byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException(
          "key: %d bytes (expected: 16 or more)".formatted(key.length));
    }
    return new AuditChain(new SecretKeySpec(key, "HmacSHA256"));
  }

  /** The event as the next entry behind that one. */
  public AuditEntry next(AuditMark last, AuditEvent event) {
    long number = last.number() + 1;
    return new AuditEntry(number, event, last.hash(), hash(number, last.hash(), event));
  }

  /** Whether the entry's own hash is that of its content. */
  public boolean genuine(AuditEntry entry) {
    return same(entry.hash(), hash(entry.number(), entry.previous(), entry.event()));
  }

  /** The entry as the chain's end. */
  public AuditMark head(AuditEntry entry) {
    return new AuditMark(entry.number(), entry.hash(), seal(HEAD, entry.number(), entry.hash()));
  }

  /** The entry as the last that was removed. */
  public AuditMark anchor(AuditEntry entry) {
    return new AuditMark(entry.number(), entry.hash(), seal(ANCHOR, entry.number(), entry.hash()));
  }

  /** Whether that end was set by who writes the chain. */
  public boolean genuineHead(AuditMark mark) {
    return genuine(HEAD, mark);
  }

  /** Whether the removal up to there was by who writes the chain. */
  public boolean genuineAnchor(AuditMark mark) {
    return genuine(ANCHOR, mark);
  }

  private boolean genuine(String kind, AuditMark mark) {
    return mark.number() == 0
        ? mark.equals(AuditMark.START)
        : same(mark.seal(), seal(kind, mark.number(), mark.hash()));
  }

  private String hash(long number, String previous, AuditEvent event) {
    return digest(
        ENTRY.getBytes(UTF_8),
        hexadecimal(previous),
        bytes(number),
        event.at().toString().getBytes(UTF_8),
        event.actor().getBytes(UTF_8),
        event.action().getBytes(UTF_8),
        event.subject().getBytes(UTF_8),
        event.outcome().getBytes(UTF_8),
        event.requestId().getBytes(UTF_8));
  }

  private String seal(String kind, long number, String hash) {
    return digest(kind.getBytes(UTF_8), hexadecimal(hash), bytes(number));
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  /** What is no hash was not written by us, and gives a hash that fits nothing. */
  private static byte[] hexadecimal(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException foreign) {
      return text.getBytes(UTF_8);
    }
  }

  private String digest(byte[]... fields) {
    try {
      int length = 0;
      for (byte[] field : fields) {
        length += Integer.BYTES + field.length;
      }
      ByteBuffer encoded = ByteBuffer.allocate(length);
      for (byte[] field : fields) {
        encoded.putInt(field.length).put(field);
      }
      return HexFormat.of().formatHex(digest(encoded.array()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("SHA-256 is part of every JDK", impossible);
    }
  }

  private byte[] digest(byte[] encoded) throws GeneralSecurityException {
    if (key == null) {
      return MessageDigest.getInstance("SHA-256").digest(encoded);
    }
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(key);
    return mac.doFinal(encoded);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }
}
