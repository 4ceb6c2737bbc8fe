package dev.headgate.core.archive;

import dev.headgate.core.archive.ZipEntries.Facts;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ZIP archive from beginning to end, each byte once, and refuses what could harm.
 *
 * <p>Refused are: names that are absolute, climb ({@code ..}), hold backslashes, drive letters or
 * control characters, or are there twice; links and devices; more entries, bytes or growth than the
 * {@link ZipLimits} allow, found while unpacking and not by what a header says; encryption, methods
 * other than stored and deflated, archives in several parts; bytes before, between or after the
 * records; a directory that disagrees with the entries' own headers in name, place, method, length
 * or checksum; wrong checksums. Zip64 and lengths that follow the data are understood.
 *
 * <p>An archive is known to be sound only when {@link #next} has answered that there is no further
 * entry. Takes some 100 KiB, and 100 bytes more for each entry. For one thread at a time.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>
 */
public final class ZipReader implements Closeable {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int STREAMED = 1 << 3;

  /** Encryption, patches, strong encryption, masked headers. */
  private static final int REFUSED = 1 | 1 << 5 | 1 << 6 | 1 << 13;

  private final ZipInput in;
  private final ZipLimits limits;
  private final ZipEntries entries;
  private @Nullable String name;
  private @Nullable ZipData data;
  private long offset;
  private int method;
  private long unpacked;
  private boolean ended;

  /** Reads that stream, which stays its owner's to close. */
  public ZipReader(InputStream in, ZipLimits limits) {
    this.in = new ZipInput(in);
    this.limits = limits;
    this.entries = new ZipEntries(limits.mostEntries());
  }

  /** How many entries were begun. */
  public int entries() {
    return entries.count();
  }

  /** How many bytes were unpacked. */
  public long unpacked() {
    return unpacked;
  }

  /**
   * Goes to the next entry, past what is left of this one; at the last one's end, checks the rest
   * of the archive.
   *
   * @return its name; one that ends in a slash is a folder's; empty when the archive has ended and
   *     is sound
   * @throws UnsafeArchive when it is not
   * @throws IOException as the stream does
   */
  public Optional<String> next() throws IOException {
    byte[] rest = new byte[data == null ? 0 : 32 << 10];
    while (data != null && read(rest, 0, rest.length) >= 0) {
      // What nobody reads is unpacked all the same: it may be a bomb.
    }
    if (ended) {
      return Optional.empty();
    }
    int signature = in.signature();
    if (signature == LOCAL) {
      return Optional.of(begin());
    }
    if (signature != CENTRAL && signature != END) {
      throw new UnsafeArchive("no ZIP record at byte " + in.position());
    }
    new ZipDirectory(in, entries).read();
    ended = true;
    return Optional.empty();
  }

  private String begin() throws IOException {
    offset = in.position();
    in.number(4);
    in.small();
    int flags = in.small();
    method = in.small();
    checkReadable(flags, method);
    in.number(4);
    long crc = in.number(4);
    long packed = in.number(4);
    long size = in.number(4);
    int nameLength = in.small();
    int extraLength = in.small();
    byte[] raw = in.bytes(nameLength);
    ZipExtra extra = ZipExtra.read(in.bytes(extraLength), raw);
    String begun = ZipName.checked(raw);
    entries.begin(begun);
    boolean streamed = (flags & STREAMED) != 0;
    long fullSize = extra.resolved(size);
    long fullPacked = extra.resolved(packed);
    data =
        streamed
            ? ZipData.streamed(in, method)
            : ZipData.stated(in, method, fullPacked, fullSize, crc);
    name = begun;
    return begun;
  }

  static void checkReadable(int flags, int method) throws UnsafeArchive {
    if ((flags & REFUSED) != 0) {
      throw new UnsafeArchive("an entry is encrypted or patched (flags %04x)".formatted(flags));
    }
    if (method != ZipData.STORED && method != ZipData.DEFLATED) {
      throw new UnsafeArchive("an entry is packed by the unknown method " + method);
    }
  }

  /**
   * Reads content of the entry.
   *
   * @return how many bytes; -1 at its end, or where there is no entry
   * @throws UnsafeArchive when it is too large, or damaged
   */
  public int read(byte[] into, int start, int length) throws IOException {
    ZipData current = data;
    if (current == null || name == null) {
      return -1;
    }
    int count = current.read(into, start, length);
    if (count < 0) {
      data = null;
      current.close();
      entries.end(name, new Facts(offset, method, current.crc(), current.packed(), current.size()));
      return -1;
    }
    unpacked += count;
    check(current);
    return count;
  }

  private void check(ZipData current) throws UnsafeArchive {
    if (unpacked > limits.mostBytes()) {
      throw new UnsafeArchive(
          "the archive unpacks to more than %d bytes".formatted(limits.mostBytes()));
    }
    long ratio = limits.mostRatio();
    if (current.size() > ZipLimits.FREE + ratio * current.packed()
        || unpacked > ZipLimits.FREE + ratio * in.position()) {
      throw new UnsafeArchive(
          "the entry \"%s\" unpacks to more than %d times its length"
              .formatted(ZipName.shown(String.valueOf(name)), ratio));
    }
  }

  /** The content of the entry as a stream, which ends with it. */
  public InputStream content() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int start, int length) throws IOException {
        return ZipReader.this.read(into, start, length);
      }
    };
  }

  /** Gives back what unpacking took; the stream stays open. */
  @Override
  public void close() {
    if (data != null) {
      data.close();
      data = null;
    }
  }
}
