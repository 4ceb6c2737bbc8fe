package dev.headgate.core.cache.codec;

import dev.headgate.core.http.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StoredBytes} wrote, in the same order. Not for use by several threads. */
final class StoredFields {
  private final ByteBuffer rest;

  /**
   * The fields of one piece.
   *
   * @throws Damaged when it is of another version, or is not what was written
   */
  StoredFields(byte[] piece) throws Damaged {
    int end = piece.length - StoredBytes.CHECKSUM;
    if (end < 1
        || piece[0] != StoredBytes.VERSION
        || ByteBuffer.wrap(piece).getInt(end) != StoredBytes.checksum(piece, end)) {
      throw new Damaged();
    }
    rest = ByteBuffer.wrap(piece, 1, end - 1);
  }

  int number() throws Damaged {
    need(4);
    return rest.getInt();
  }

  long longNumber() throws Damaged {
    need(8);
    return rest.getLong();
  }

  boolean flag() throws Damaged {
    need(1);
    return rest.get() != 0;
  }

  @Nullable String optionalText() throws Damaged {
    int length = number();
    if (length < 0) {
      return null;
    }
    need(length);
    try {
      ByteBuffer encoded = rest.slice().limit(length);
      rest.position(rest.position() + length);
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException malformed) {
      throw new Damaged();
    }
  }

  String text() throws Damaged {
    String text = optionalText();
    if (text == null) {
      throw new Damaged();
    }
    return text;
  }

  Headers headers() throws Damaged {
    int count = number();
    Headers.Builder headers = Headers.builder();
    try {
      for (int i = 0; i < count; i++) {
        headers.add(text(), text());
      }
    } catch (IllegalArgumentException noField) {
      throw new Damaged();
    }
    return headers.build();
  }

  void end() throws Damaged {
    if (rest.hasRemaining()) {
      throw new Damaged();
    }
  }

  private void need(int bytes) throws Damaged {
    if (rest.remaining() < bytes) {
      throw new Damaged();
    }
  }

  /** It is not what was written, or not by this version. */
  static final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged() {
      super("damaged or of another version", null, false, false);
    }
  }
}
