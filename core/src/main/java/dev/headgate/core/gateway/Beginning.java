package dev.headgate.core.gateway;

import dev.headgate.core.protection.BodyMemory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The beginning of a body, or all of it, read as far as there is memory for it. Every array counts
 * while it is there, also those that only last until a longer one has taken their place. For one
 * thread.
 */
final class Beginning {
  private static final int FIRST = 8 * 1024;

  private final int free;
  private final BodyMemory memory;
  private byte[] bytes = new byte[0];
  private int length;
  private long taken;
  private boolean ended;

  /** One for whose arrays none of the memory is needed up to a size. */
  Beginning(int free, BodyMemory memory) {
    this.free = free;
    this.memory = memory;
  }

  /**
   * Reads until the body ends, has more than {@code max} bytes, or there is no memory for more.
   *
   * @param announced its length, at most {@code max}; negative where that is not known
   */
  void read(InputStream body, int max, long announced) throws IOException {
    boolean room = resize(announced < 0 ? Math.min(FIRST, max + 1) : (int) announced);
    while (room && !ended && length <= max) {
      if (length < bytes.length) {
        int count = body.read(bytes, length, bytes.length - length);
        ended = count < 0;
        length += Math.max(0, count);
      } else {
        room = more(body, max);
      }
    }
    if (ended && length < bytes.length) {
      ended = resize(length);
    }
  }

  /** Whether it is all of the body. */
  boolean whole() {
    return ended;
  }

  /** All of the body, where it is. */
  byte[] bytes() {
    return bytes;
  }

  /** What was read, to be gone through once; its end closes this. */
  InputStream stream() {
    return new ByteArrayInputStream(bytes, 0, length) {
      @Override
      public void close() {
        buf = new byte[0];
        count = 0;
        Beginning.this.close();
      }
    };
  }

  /** Gives the memory back. */
  void close() {
    memory.giveBack(taken);
    taken = 0;
    bytes = new byte[0];
  }

  /** Makes room where the body has not ended as it should have. */
  private boolean more(InputStream body, int max) throws IOException {
    int longer = (int) Math.min(Math.max(FIRST, 2L * length), max + 1L);
    int next = body.read();
    ended = next < 0;
    if (ended) {
      return true;
    }
    // The byte is read and must go somewhere.
    boolean room = resize(longer);
    if (!room) {
      bytes = Arrays.copyOf(bytes, length + 1);
    }
    bytes[length++] = (byte) next;
    return room;
  }

  private boolean resize(int size) {
    long needed = size <= free ? 0 : size;
    if (!memory.take(needed)) {
      return false;
    }
    bytes = Arrays.copyOf(bytes, size);
    memory.giveBack(taken);
    taken = needed;
    return true;
  }
}
