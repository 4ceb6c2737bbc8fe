package dev.headgate.core.cache.codec;

import dev.headgate.core.cache.codec.StoredFields.Damaged;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A body as it is stored: a version, how it is packed, its length, its bytes. Packed by DEFLATE
 * (RFC 1951) where that makes it smaller. There is no checksum: what a body is known by is its
 * digest.
 */
final class StoredBody {
  private static final byte PLAIN = 0;
  private static final byte DEFLATED = 1;
  private static final int HEAD = 6;

  /** A half to a seventh of the usual level's time for a tenth to a quarter more bytes. */
  private static final int LEVEL = 1;

  /** Shorter bodies gain nothing. */
  private static final int WORTHWHILE = 128;

  /** No byte of DEFLATE stands for more. */
  private static final int MOST_PER_BYTE = 1032;

  private StoredBody() {}

  static byte[] pack(byte[] body) {
    byte[] packed = new byte[HEAD + body.length];
    int length = body.length < WORTHWHILE ? 0 : deflate(body, packed);
    boolean smaller = length > 0;
    if (!smaller) {
      System.arraycopy(body, 0, packed, HEAD, body.length);
    }
    ByteBuffer.wrap(packed)
        .put(StoredBytes.VERSION)
        .put(smaller ? DEFLATED : PLAIN)
        .putInt(body.length);
    return smaller ? Arrays.copyOf(packed, HEAD + length) : packed;
  }

  static byte[] unpack(byte[] packed) throws Damaged {
    if (packed.length < HEAD || packed[0] != StoredBytes.VERSION) {
      throw new Damaged();
    }
    int length = ByteBuffer.wrap(packed).getInt(2);
    int stored = packed.length - HEAD;
    if (packed[1] == PLAIN && length == stored) {
      return Arrays.copyOfRange(packed, HEAD, packed.length);
    }
    if (packed[1] != DEFLATED || length < 0 || length > (long) stored * MOST_PER_BYTE) {
      throw new Damaged();
    }
    return inflate(packed, length);
  }

  /** How many bytes it took; 0 where it would not have become smaller. */
  private static int deflate(byte[] body, byte[] packed) {
    Deflater deflater = new Deflater(LEVEL, true);
    try {
      deflater.setInput(body);
      deflater.finish();
      int length = deflater.deflate(packed, HEAD, body.length - 1);
      return deflater.finished() ? length : 0;
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflate(byte[] packed, int length) throws Damaged {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed, HEAD, packed.length - HEAD);
      byte[] body = new byte[length];
      int read = 0;
      while (read < length) {
        int more = inflater.inflate(body, read, length - read);
        if (more == 0) {
          throw new Damaged();
        }
        read += more;
      }
      return body;
    } catch (DataFormatException malformed) {
      throw new Damaged();
    } finally {
      inflater.end();
    }
  }
}
