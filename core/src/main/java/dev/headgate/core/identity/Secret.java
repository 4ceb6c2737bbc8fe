package dev.headgate.core.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.CharBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A value that must never be shown: a token, a key, a password.
 *
 * <p>Its text form is a mask, its hash code is the same for every secret, comparisons take a time
 * that does not depend on where two values differ, and it cannot be serialised. {@link #reveal()}
 * and {@link #revealBytes()} are the only doors, so a search for their callers is the complete list
 * of places where the value leaves. The value is held as bytes, never as a {@code String} of its
 * own. Immutable and safe for use by any number of threads.
 *
 * <p>Because all hash codes are equal, a secret is a poor key of a large map: use a fingerprint
 * there.
 */
public final class Secret {

  /** What stands in the place of every secret. */
  public static final String MASK = "****";

  private final byte[] value;

  private Secret(byte[] value) {
    if (value.length == 0) {
      throw new IllegalArgumentException("secret: empty (expected: at least one character)");
    }
    this.value = value;
  }

  /**
   * A secret of this text.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public static Secret of(String value) {
    return new Secret(value.getBytes(UTF_8));
  }

  /**
   * A secret of these characters; the array is copied and stays the caller's, who may wipe it.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public static Secret of(char[] value) {
    var encoded = UTF_8.encode(CharBuffer.wrap(value));
    byte[] copy = new byte[encoded.remaining()];
    encoded.get(copy);
    encoded.clear();
    while (encoded.hasRemaining()) {
      encoded.put((byte) 0);
    }
    return new Secret(copy);
  }

  /**
   * A secret of these bytes, which are copied.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public static Secret of(byte[] value) {
    return new Secret(value.clone());
  }

  /** The value itself, read as UTF-8. */
  public String reveal() {
    return new String(value, UTF_8);
  }

  /** A copy of the value's bytes, for keys of a MAC or a cipher. */
  public byte[] revealBytes() {
    return value.clone();
  }

  /** Whether what a caller presented is this secret; takes constant time for one length. */
  public boolean matches(String presented) {
    return MessageDigest.isEqual(value, presented.getBytes(UTF_8));
  }

  /** The value's length in bytes, for rules that ask for a minimum. */
  public int length() {
    return value.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(value, that.value);
  }

  @Override
  public int hashCode() {
    return Secret.class.getName().hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
