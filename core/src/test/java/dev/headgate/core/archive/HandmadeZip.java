package dev.headgate.core.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes ZIP archives by hand, record by record, and lies where it is told to. */
public final class HandmadeZip {
  /** Lengths and checksum follow the data. */
  public static final int STREAMED = 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();

  /** One entry as its directory record tells of it. */
  public static final class Entry {
    public String name = "";
    public int flags;
    public int method;
    public long crc;
    public long packed;
    public long size;
    public long offset;
    public int attributes;
    public byte[] extra = new byte[0];
  }

  /** Adds a file as an honest writer would. */
  public HandmadeZip file(String name, byte[] content, int method, int flags) {
    add(name, content, method, flags, new byte[0]);
    return this;
  }

  /** Adds a deflated file. */
  public HandmadeZip file(String name, String content) {
    return file(name, content.getBytes(UTF_8), 8, 0);
  }

  /** Adds a file, and hands out its directory record to be falsified. */
  public Entry add(String name, byte[] content, int method, int flags, byte[] extra) {
    byte[] data = method == 8 ? deflated(content) : content;
    CRC32 crc = new CRC32();
    crc.update(content);
    Entry entry = new Entry();
    entry.name = name;
    entry.flags = flags;
    entry.method = method;
    entry.crc = crc.getValue();
    entry.packed = data.length;
    entry.size = content.length;
    entry.offset = out.size();
    boolean streamed = (flags & STREAMED) != 0;
    byte[] raw = name.getBytes(UTF_8);
    number(0x04034b50, 4).number(20, 2).number(flags, 2).number(method, 2).number(0, 4);
    number(streamed ? 0 : entry.crc, 4)
        .number(streamed ? 0 : entry.packed, 4)
        .number(streamed ? 0 : entry.size, 4);
    number(raw.length, 2).number(extra.length, 2).bytes(raw).bytes(extra).bytes(data);
    if (streamed) {
      number(0x08074b50, 4).number(entry.crc, 4).number(entry.packed, 4).number(entry.size, 4);
    }
    entries.add(entry);
    return entry;
  }

  /** Anything. */
  public HandmadeZip bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** A number in little-endian order. */
  public HandmadeZip number(long value, int width) {
    for (int i = 0; i < width; i++) {
      out.write((int) (value >>> (8 * i)));
    }
    return this;
  }

  /** With the directory and its end. */
  public byte[] closed() {
    return directory(entries).closed(entries.size());
  }

  /** The directory, whose end comes later. */
  public HandmadeZip directory(List<Entry> listed) {
    directoryStart = out.size();
    for (Entry entry : listed) {
      byte[] raw = entry.name.getBytes(UTF_8);
      number(0x02014b50, 4).number(3 << 8 | 20, 2).number(20, 2).number(entry.flags, 2);
      number(entry.method, 2).number(0, 4).number(entry.crc, 4).number(entry.packed, 4);
      number(entry.size, 4).number(raw.length, 2).number(entry.extra.length, 2).number(0, 2);
      number(0, 2).number(0, 2).number(entry.attributes, 4).number(entry.offset, 4);
      bytes(raw).bytes(entry.extra);
    }
    directoryEnd = out.size();
    return this;
  }

  private int directoryStart;
  private int directoryEnd;

  /** Zip64's end and its locator. */
  public HandmadeZip largeEnd(long count) {
    long at = out.size();
    number(0x06064b50, 4).number(44, 8).number(45, 2).number(45, 2).number(0, 4).number(0, 4);
    number(count, 8).number(count, 8).number(directoryEnd - directoryStart, 8);
    number(directoryStart, 8);
    return number(0x07064b50, 4).number(0, 4).number(at, 8).number(1, 4);
  }

  /** With the end, which counts so many. */
  public byte[] closed(int count) {
    number(0x06054b50, 4).number(0, 2).number(0, 2).number(count, 2).number(count, 2);
    number(directoryEnd - directoryStart, 4).number(directoryStart, 4).number(0, 2);
    return out.toByteArray();
  }

  /** The entries so far. */
  public List<Entry> entries() {
    return entries;
  }

  static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      packed.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return packed.toByteArray();
  }
}
