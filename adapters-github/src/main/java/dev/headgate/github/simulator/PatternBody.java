package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A body of any length that is made while it is sent. Byte {@code i} is {@code 'a' + (i + i / 4096)
 * % 26}; a JSON body wraps that text as {@code {"data":"…"}}, so that the whole keeps its length
 * and byte {@code i} its letter.
 */
final class PatternBody implements Body {
  private static final byte[] JSON_START = "{\"data\":\"".getBytes(US_ASCII);
  private static final byte[] JSON_END = "\"}".getBytes(US_ASCII);
  private static final byte[] PERIOD = period();

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
    long start = json ? JSON_START.length : 0;
    long end = json ? length - JSON_END.length : length;
    for (long at = from; at < Math.min(to, start); at++) {
      out.write(JSON_START[(int) at]);
    }
    long textEnd = Math.min(to, end);
    for (long at = Math.max(from, start); at < textEnd; ) {
      int offset = (int) (at % PERIOD.length);
      int size = (int) Math.min(PERIOD.length - offset, textEnd - at);
      out.write(PERIOD, offset, size);
      at += size;
    }
    for (long at = Math.max(from, end); at < to; at++) {
      out.write(JSON_END[(int) (at - end)]);
    }
  }

  /** The pattern repeats after every letter began a stretch of 4096 bytes. */
  private static byte[] period() {
    byte[] period = new byte[26 * 4096];
    for (int i = 0; i < period.length; i++) {
      period[i] = GitHubSimulator.patternByte(i);
    }
    return period;
  }
}
