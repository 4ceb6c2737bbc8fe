package dev.headgate.core.cache.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.http.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a few fields into one piece: a version, the fields, and a checksum over both. Numbers are
 * big-endian, texts are UTF-8 after their length in bytes. Not for use by several threads.
 */
final class StoredBytes {
  /** Changes whenever the order or the meaning of the fields does. */
  static final byte VERSION = 1;

  static final int CHECKSUM = 4;

  private static final int ABSENT = -1;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

  StoredBytes() {
    bytes.write(VERSION);
  }

  StoredBytes number(int value) {
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    return this;
  }

  StoredBytes longNumber(long value) {
    bytes.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
    return this;
  }

  StoredBytes flag(boolean value) {
    bytes.write(value ? 1 : 0);
    return this;
  }

  StoredBytes text(@Nullable String value) {
    if (value == null) {
      return number(ABSENT);
    }
    byte[] encoded = value.getBytes(UTF_8);
    number(encoded.length);
    bytes.writeBytes(encoded);
    return this;
  }

  StoredBytes headers(Headers headers) {
    number(headers.size());
    headers.forEach((name, value) -> text(name).text(value));
    return this;
  }

  byte[] sealed() {
    number(checksum(bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  static int checksum(byte[] content, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(content, 0, length);
    return (int) checksum.getValue();
  }
}
