package dev.headgate.storage.file.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last {@value #LENGTH} bytes of a blob's file: what is known of it. They come with the content
 * in one rename, so that the two cannot disagree.
 */
final class Trailer {
  static final int LENGTH = 256;

  private static final Pattern FORM =
      Pattern.compile(
          "\nheadgate-blob-1 sha256:([0-9a-f]{64}) bytes:(\\d{1,18})"
              + " stored:(\\d{1,15}) expires:(\\d{1,15}) *\n");

  private Trailer() {}

  static byte[] of(Blob blob) {
    String text =
        "\nheadgate-blob-1 sha256:%s bytes:%d stored:%d expires:%d"
            .formatted(
                blob.sha256(),
                blob.bytes(),
                blob.storedAt().toEpochMilli(),
                blob.expiresAt().toEpochMilli());
    byte[] bytes = new byte[LENGTH];
    Arrays.fill(bytes, (byte) ' ');
    byte[] written = text.getBytes(US_ASCII);
    System.arraycopy(written, 0, bytes, 0, written.length);
    bytes[LENGTH - 1] = '\n';
    return bytes;
  }

  /** What a file says of itself; empty where there is none, or it is no blob. */
  static Optional<Blob> read(BlobId id, Path path) throws IOException {
    RandomAccessFile file = Folder.open(path).orElse(null);
    if (file == null) {
      return Optional.empty();
    }
    try (file) {
      return read(id, file);
    }
  }

  static Optional<Blob> read(BlobId id, RandomAccessFile file) throws IOException {
    long content = file.length() - LENGTH;
    if (content < 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[LENGTH];
    file.seek(content);
    file.readFully(bytes);
    Matcher matcher = FORM.matcher(new String(bytes, US_ASCII));
    if (!matcher.matches() || Long.parseLong(matcher.group(2)) != content) {
      return Optional.empty();
    }
    return Optional.of(
        new Blob(id, content, matcher.group(1), moment(matcher, 3), moment(matcher, 4)));
  }

  private static Instant moment(Matcher matcher, int group) {
    return Instant.ofEpochMilli(Long.parseLong(matcher.group(group)));
  }
}
