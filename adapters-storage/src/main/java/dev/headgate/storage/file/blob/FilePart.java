package dev.headgate.storage.file.blob;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;

/** The next so many bytes of a file, which it closes. */
final class FilePart extends InputStream {
  private final RandomAccessFile file;
  private long left;

  FilePart(RandomAccessFile file, long length) {
    this.file = file;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int count = file.read(into, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("the file ends %d bytes early".formatted(left));
    }
    left -= count;
    return count;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, left);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
