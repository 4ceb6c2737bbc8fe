package dev.headgate.core.blob;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * A blob, or a part of one, opened for reading. What was opened can be read to its end, whatever
 * becomes of the blob meanwhile.
 *
 * @param blob the whole blob
 * @param from the first byte that is read
 * @param length how many bytes are read
 * @param stream those bytes; to be closed by whoever opened it; a read throws {@link IOException}
 *     where the store fails or ends early
 */
public record BlobContent(Blob blob, long from, long length, InputStream stream)
    implements Closeable {

  public BlobContent {
    requireNonNull(blob, "blob");
    requireNonNull(stream, "stream");
    if (from < 0 || length < 0 || from + length > blob.bytes()) {
      throw new IllegalArgumentException(
          "from: %d and %d more (expected: within %d bytes)".formatted(from, length, blob.bytes()));
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
