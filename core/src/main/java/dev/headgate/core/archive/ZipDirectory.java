package dev.headgate.core.archive;

import dev.headgate.core.archive.ZipEntries.Facts;
import java.io.IOException;

/** The directory at the archive's end, which must say what the entries' own headers say. */
final class ZipDirectory {
  private static final int CENTRAL = 0x02014b50;
  private static final int LARGE_END = 0x06064b50;
  private static final int LOCATOR = 0x07064b50;
  private static final int END = 0x06054b50;
  private static final int UNIX = 3;
  private static final int KIND = 0xf000;
  private static final int FILE = 0x8000;
  private static final int FOLDER = 0x4000;
  private static final long OPEN = 0xffff_ffffL;
  private static final int FEW = 0xffff;

  private final ZipInput in;
  private final ZipEntries entries;

  ZipDirectory(ZipInput in, ZipEntries entries) {
    this.in = in;
    this.entries = entries;
  }

  void read() throws IOException {
    long start = in.position();
    long listed = 0;
    while (in.signature() == CENTRAL) {
      entry();
      listed++;
    }
    entries.closed();
    long length = in.position() - start;
    boolean large = in.signature() == LARGE_END;
    if (large) {
      largeEnd(listed, length, start);
    }
    if (in.signature() != END) {
      throw new UnsafeArchive("no end of the directory at byte " + in.position());
    }
    end(listed, length, start, large);
    if (in.ready(1) > 0) {
      throw new UnsafeArchive("something follows the archive's end at byte " + in.position());
    }
  }

  private void entry() throws IOException {
    in.number(4);
    int madeBy = in.small();
    in.small();
    int flags = in.small();
    int method = in.small();
    ZipReader.checkReadable(flags, method);
    in.number(4);
    long crc = in.number(4);
    long packed = in.number(4);
    long size = in.number(4);
    int nameLength = in.small();
    int extraLength = in.small();
    int commentLength = in.small();
    long disk = in.number(2);
    in.small();
    long attributes = in.number(4);
    long offset = in.number(4);
    byte[] raw = in.bytes(nameLength);
    String name = ZipName.checked(raw);
    ZipExtra extra = ZipExtra.read(in.bytes(extraLength), raw);
    in.bytes(commentLength);
    int kind = (int) (attributes >>> 16) & KIND;
    if (madeBy >> 8 == UNIX && kind != 0 && kind != FILE && kind != FOLDER) {
      throw new UnsafeArchive(
          "the entry \"%s\" is neither a file nor a folder".formatted(ZipName.shown(name)));
    }
    long fullSize = extra.resolved(size);
    long fullPacked = extra.resolved(packed);
    long fullOffset = extra.resolved(offset);
    one("disk", disk == 0 || (disk == FEW && extra.large()));
    entries.listed(name, new Facts(fullOffset, method, crc, fullPacked, fullSize));
  }

  private void largeEnd(long listed, long length, long start) throws IOException {
    long position = in.position();
    in.number(4);
    stated("record", in.number(8), 44);
    in.number(4);
    stated("disk", in.number(4), 0);
    stated("disk", in.number(4), 0);
    stated("entry count", in.number(8), listed);
    stated("entry count", in.number(8), listed);
    stated("length", in.number(8), length);
    stated("place", in.number(8), start);
    if (in.signature() != LOCATOR) {
      throw new UnsafeArchive("no zip64 locator at byte " + in.position());
    }
    in.number(4);
    stated("disk", in.number(4), 0);
    stated("place", in.number(8), position);
    stated("disk", in.number(4), 1);
  }

  /** Where zip64's end stands before this one, a number may be left open here. */
  private void end(long listed, long length, long start, boolean large) throws IOException {
    in.number(4);
    open("disk", in.small(), 0, FEW, large);
    open("disk", in.small(), 0, FEW, large);
    open("entry count", in.small(), listed, FEW, large);
    open("entry count", in.small(), listed, FEW, large);
    open("length", in.number(4), length, OPEN, large);
    open("place", in.number(4), start, OPEN, large);
    in.bytes(in.small());
  }

  private static void open(String what, long stated, long actual, long open, boolean large)
      throws UnsafeArchive {
    one(what, stated == actual || (large && stated == open));
  }

  private static void stated(String what, long stated, long actual) throws UnsafeArchive {
    one(what, stated == actual);
  }

  private static void one(String what, boolean fits) throws UnsafeArchive {
    if (!fits) {
      throw new UnsafeArchive("the directory's end states a wrong " + what);
    }
  }
}
