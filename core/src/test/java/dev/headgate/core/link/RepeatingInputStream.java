package dev.headgate.core.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.InputStream;

/** A text over and over, for as many bytes as wanted, without ever being in memory. */
final class RepeatingInputStream extends InputStream {

  private final byte[] text;
  private final long length;
  private long position;

  RepeatingInputStream(String text, long length) {
    this.text = text.getBytes(US_ASCII);
    this.length = length - length % text.length();
  }

  long length() {
    return length;
  }

  @Override
  public int read() {
    return position < length ? text[(int) (position++ % text.length)] : -1;
  }

  @Override
  public int read(byte[] target, int offset, int count) {
    int from = (int) (position % text.length);
    int given = (int) Math.min(Math.min(count, text.length - from), length - position);
    System.arraycopy(text, from, target, offset, given);
    position += given;
    return given == 0 && count > 0 ? -1 : given;
  }
}
