package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A body of any length that is made while it is sent. Byte {@code i} is {@code 'a' + (i + i / 4096)
 * % 26}; a JSON body wraps that text as {@code {"data":"…"}}, so that the whole keeps its length and
 * byte {@code i} its letter.
 */
final class PatternBody implements Body {
  private static final byte[] JSON_START = "{\"data\":\"".getBytes(US_ASCII);
  private static final byte[] JSON_END = "\"}".getBytes(US_ASCII);
  private static final int CHUNK = 65_536;

  private final long length;
  private final boolean json;

  PatternBody(long length, boolean json) {
    if (length < 0 || (json && length < JSON_START.length + JSON_END.length)) {
      throw new IllegalArgumentException(
          "bytes: " + length + " (expected: 0 or more, 11 or more for JSON)");
    }
    this.length = length;
    this.json = json;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void write(OutputStream out, long from, long to) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK, to - from)];
    for (long at = from; at < to; ) {
      int size = (int) Math.min(chunk.length, to - at);
      for (int i = 0; i < size; i++) {
        chunk[i] = at(at + i);
      }
      out.write(chunk, 0, size);
      at += size;
    }
  }

  private byte at(long index) {
    if (json && index < JSON_START.length) {
      return JSON_START[(int) index];
    }
    if (json && index >= length - JSON_END.length) {
      return JSON_END[(int) (index - length + JSON_END.length)];
    }
    return GitHubSimulator.patternByte(index);
  }
}
