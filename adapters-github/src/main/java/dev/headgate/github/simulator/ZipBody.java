package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/** A ZIP archive of one stored file of any length below 4 GiB, made while it is sent. */
final class ZipBody implements Body {
  private static final byte[] NAME = "data.txt".getBytes(US_ASCII);
  private static final long LONGEST = 0xffff_ffffL - 1024;

  private final PatternBody content;
  private final byte[] head;
  private final byte[] tail;

  ZipBody(long bytes) {
    if (bytes > LONGEST) {
      throw new IllegalArgumentException(
          "bytes: " + bytes + " (expected: at most " + LONGEST + " in an archive)");
    }
    content = new PatternBody(bytes, false);
    int crc = crc();
    head = local(crc);
    tail = directory(crc);
  }

  private int crc() {
    CRC32 crc = new CRC32();
    try (OutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), crc)) {
      content.write(out, 0, content.length());
    } catch (IOException e) {
      throw new UncheckedIOException("a checksum never fails to take bytes", e);
    }
    return (int) crc.getValue();
  }

  private byte[] local(int crc) {
    byte[] bytes = new byte[30 + NAME.length];
    ByteBuffer record = over(bytes);
    record.putInt(0x04034b50).putShort((short) 20).putShort((short) 0).putShort((short) 0);
    record.putInt(0);
    sizes(record, crc).putShort((short) 0).put(NAME);
    return bytes;
  }

  private byte[] directory(int crc) {
    byte[] bytes = new byte[46 + NAME.length + 22];
    ByteBuffer record = over(bytes);
    record.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
    record.putShort((short) 0).putShort((short) 0).putInt(0);
    sizes(record, crc).put(new byte[16]).put(NAME);
    record.putInt(0x06054b50).putInt(0).putShort((short) 1).putShort((short) 1);
    record.putInt(46 + NAME.length).putInt((int) (head.length + content.length()));
    record.putShort((short) 0);
    return bytes;
  }

  private ByteBuffer sizes(ByteBuffer record, int crc) {
    int size = (int) content.length();
    return record.putInt(crc).putInt(size).putInt(size).putShort((short) NAME.length);
  }

  private static ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public long length() {
    return head.length + content.length() + tail.length;
  }

  @Override
  public void write(OutputStream out, long from, long to) throws IOException {
    part(out, head, from, to);
    long start = head.length;
    long end = start + content.length();
    if (Math.max(from, start) < Math.min(to, end)) {
      content.write(out, Math.max(from, start) - start, Math.min(to, end) - start);
    }
    part(out, tail, from - end, to - end);
  }

  private static void part(OutputStream out, byte[] bytes, long from, long to) throws IOException {
    long start = Math.max(0, from);
    long end = Math.min(bytes.length, to);
    if (start < end) {
      out.write(bytes, (int) start, (int) (end - start));
    }
  }
}
