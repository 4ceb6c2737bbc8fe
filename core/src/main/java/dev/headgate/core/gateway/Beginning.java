package dev.headgate.core.gateway;

import dev.headgate.core.protection.BodyMemory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The beginning of a body, or all of it, read piece by piece as far as there is memory for it. For
 * one thread.
 */
final class Beginning {
  private static final int FIRST_PIECE = 8 * 1024;
  private static final int LONGEST_PIECE = 256 * 1024;

  private final int free;
  private final BodyMemory memory;
  private final List<byte[]> pieces = new ArrayList<>();
  private int length;
  private long taken;
  private boolean ended;

  /** One whose first bytes, so many, need none of the memory. */
  Beginning(int free, BodyMemory memory) {
    this.free = free;
    this.memory = memory;
  }

  /**
   * Reads until the body ends, has more than {@code max} bytes, or there is no memory for more.
   *
   * @param announced its length; negative where that is not known
   */
  void read(InputStream body, int max, long announced) throws IOException {
    int next = announced < 0 ? FIRST_PIECE : (int) Math.min(announced + 1, LONGEST_PIECE);
    while (length <= max && !ended && takes(next)) {
      byte[] piece = body.readNBytes(Math.min(next, max + 1 - length));
      ended = piece.length < Math.min(next, max + 1 - length);
      if (piece.length > 0) {
        pieces.add(piece);
        length += piece.length;
      }
      next = Math.min(2 * next, LONGEST_PIECE);
    }
  }

  /** Whether it is all of the body. */
  boolean whole() {
    return ended;
  }

  /** What was read, in one piece. */
  byte[] bytes() {
    if (pieces.size() == 1) {
      return pieces.get(0);
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return all;
  }

  /** What was read, to be gone through once; its end closes this. */
  InputStream stream() {
    byte[] all = bytes();
    pieces.clear();
    return new ByteArrayInputStream(all) {
      @Override
      public void close() {
        Beginning.this.close();
      }
    };
  }

  /** Gives the memory back. */
  void close() {
    memory.giveBack(taken);
    taken = 0;
    pieces.clear();
  }

  private boolean takes(int count) {
    if (length + count <= free) {
      return true;
    }
    if (!memory.take(count)) {
      return false;
    }
    taken += count;
    return true;
  }
}
