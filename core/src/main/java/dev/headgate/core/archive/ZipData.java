package dev.headgate.core.archive;

import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** The data of one entry, unpacked and checked against what is said of it before or after. */
final class ZipData {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  private static final int DESCRIPTOR = 0x08074b50;
  private static final long OPEN = 0xffff_ffffL;

  private final ZipInput in;
  private final @Nullable Inflater inflater;

  /** Whether its lengths follow the data. */
  private final boolean streamed;

  private final long statedPacked;
  private final long statedSize;
  private final long statedCrc;
  private final CRC32 crc = new CRC32();
  private long packed;
  private long size;
  private boolean ended;

  private ZipData(ZipInput in, int method, boolean streamed, long packed, long size, long crc) {
    this.in = in;
    this.inflater = method == DEFLATED ? new Inflater(true) : null;
    this.streamed = streamed;
    this.statedPacked = packed;
    this.statedSize = size;
    this.statedCrc = crc;
  }

  static ZipData stated(ZipInput in, int method, long packed, long size, long crc)
      throws UnsafeArchive {
    if (method == STORED && packed != size) {
      throw new UnsafeArchive("a stored entry states two lengths");
    }
    return new ZipData(in, method, false, packed, size, crc);
  }

  static ZipData streamed(ZipInput in, int method) {
    return new ZipData(in, method, true, Long.MAX_VALUE, Long.MAX_VALUE, 0);
  }

  long crc() {
    return crc.getValue();
  }

  long packed() {
    return packed;
  }

  long size() {
    return size;
  }

  void close() {
    if (inflater != null) {
      inflater.end();
    }
  }

  /** At least one byte, or -1 when the data has ended and is what was said of it. */
  int read(byte[] into, int start, int length) throws IOException {
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    int count =
        inflater == null
            ? streamed ? scan(into, start, length) : copy(into, start, length)
            : inflate(inflater, into, start, length);
    if (count > 0) {
      return count;
    }
    ended = true;
    check();
    return -1;
  }

  private int copy(byte[] into, int start, int length) throws IOException {
    if (size == statedSize) {
      return -1;
    }
    int ready = in.ready(1);
    if (ready == 0) {
      throw cut();
    }
    return stored(into, start, (int) Math.min(Math.min(length, ready), statedSize - size));
  }

  private int stored(byte[] into, int start, int count) {
    System.arraycopy(in.buffer(), in.start(), into, start, count);
    crc.update(into, start, count);
    in.take(count);
    packed += count;
    size += count;
    return count;
  }

  /**
   * Data of unknown length, as it is: its end is where a descriptor follows that fits what came
   * before. That the directory says the same is checked later.
   */
  private int scan(byte[] into, int start, int length) throws IOException {
    int ready = in.ready(ZipInput.AHEAD);
    if (ready < 16) {
      throw cut();
    }
    if (in.begins(0, DESCRIPTOR) && descriptor(ready) > 0) {
      return -1;
    }
    // A descriptor is looked for in front of what is taken, so nothing may be taken beyond one.
    int most = Math.min(length, Math.max(1, ready - 24));
    int count = 1;
    while (count < most && !in.begins(count, DESCRIPTOR)) {
      count++;
    }
    return stored(into, start, count);
  }

  private int inflate(Inflater inflater, byte[] into, int start, int length) throws IOException {
    try {
      while (!inflater.finished()) {
        if (inflater.needsDictionary()) {
          throw new UnsafeArchive("an entry asks for a dictionary");
        }
        int ready = in.ready(1);
        if (ready == 0) {
          throw cut();
        }
        int given = (int) Math.min(ready, statedPacked - packed);
        inflater.setInput(in.buffer(), in.start(), given);
        int count = inflater.inflate(into, start, length);
        int used = given - inflater.getRemaining();
        in.take(used);
        packed += used;
        if (count > 0) {
          crc.update(into, start, count);
          size += count;
          return count;
        }
        if (used == 0 && !inflater.finished()) {
          throw new UnsafeArchive("an entry's data cannot be unpacked");
        }
      }
      return -1;
    } catch (DataFormatException damaged) {
      throw new UnsafeArchive("an entry's data is damaged: " + damaged.getMessage());
    }
  }

  private void check() throws IOException {
    if (streamed) {
      int length = descriptor(in.ready(24));
      if (length == 0) {
        throw new UnsafeArchive(
            "what follows an entry's data at byte %d does not fit it".formatted(in.position()));
      }
      in.take(length);
    } else if (packed != statedPacked || size != statedSize || crc.getValue() != statedCrc) {
      throw new UnsafeArchive("an entry's data is not what its header says");
    }
  }

  /** How long the descriptor is that lies ahead and fits the data; 0: there is none. */
  private int descriptor(int ready) {
    if (ready < 16 || in.at(0, 4) != DESCRIPTOR || in.at(4, 4) != crc.getValue()) {
      return 0;
    }
    if (ready >= 24 && in.at(8, 8) == packed && in.at(16, 8) == size) {
      return 24;
    }
    boolean small = packed < OPEN && size < OPEN;
    return small && in.at(8, 4) == packed && in.at(12, 4) == size ? 16 : 0;
  }

  private static UnsafeArchive cut() {
    return new UnsafeArchive("the archive ends within an entry's data");
  }
}
