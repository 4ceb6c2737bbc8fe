package dev.headgate.core.blob;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * What an upload that was never committed left behind, for the next one to begin with.
 *
 * @param bytes how many
 * @param note what the upload wrote beside them
 * @param stream the bytes; to be closed by whoever asked
 */
public record BlobRemains(long bytes, String note, InputStream stream) implements Closeable {

  public BlobRemains {
    requireNonNull(note, "note");
    requireNonNull(stream, "stream");
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes: " + bytes + " (expected: at least 0)");
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
