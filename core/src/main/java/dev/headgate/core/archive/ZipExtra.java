package dev.headgate.core.archive;

import java.util.Arrays;

/** The extra field of a header: what of it matters to the archive's meaning. */
final class ZipExtra {
  private static final int ZIP64 = 0x0001;
  private static final int ENCRYPTED = 0x0017;
  private static final int AES = 0x9901;
  private static final int UNICODE_PATH = 0x7075;
  private static final long OPEN = 0xffff_ffffL;

  private final byte[] bytes;
  private int zip64 = -1;
  private int zip64End;

  private ZipExtra(byte[] bytes) {
    this.bytes = bytes;
  }

  static ZipExtra read(byte[] bytes, byte[] name) throws UnsafeArchive {
    ZipExtra extra = new ZipExtra(bytes);
    for (int at = 0; at + 4 <= bytes.length; ) {
      int id = extra.small(at);
      int from = at + 4;
      int to = from + extra.small(at + 2);
      if (to > bytes.length) {
        throw new UnsafeArchive("an extra field is longer than its header says");
      }
      extra.field(id, from, to, name);
      at = to;
    }
    return extra;
  }

  private void field(int id, int from, int to, byte[] name) throws UnsafeArchive {
    if (id == ZIP64) {
      if (zip64 >= 0) {
        throw new UnsafeArchive("an entry states its zip64 sizes twice");
      }
      zip64 = from;
      zip64End = to;
    } else if (id == ENCRYPTED || id == AES) {
      throw new UnsafeArchive("an entry is encrypted");
    } else if (id == UNICODE_PATH
        && (to - from < 5 || !Arrays.equals(bytes, from + 5, to, name, 0, name.length))) {
      throw new UnsafeArchive("an entry has two different names");
    }
  }

  boolean large() {
    return zip64 >= 0;
  }

  /**
   * The true value of a header's field; to be asked in the order of the format: size, packed size,
   * offset.
   */
  long resolved(long stated) throws UnsafeArchive {
    if (stated != OPEN || zip64 < 0) {
      return stated;
    }
    if (zip64 + 8 > zip64End) {
      throw new UnsafeArchive("an entry's zip64 field lacks a size");
    }
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | (bytes[zip64 + i] & 0xff);
    }
    zip64 += 8;
    if (value < 0) {
      throw new UnsafeArchive("an entry's size is beyond all measure");
    }
    return value;
  }

  private int small(int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }
}
