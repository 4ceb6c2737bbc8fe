package dev.headgate.storage.file.blob;

import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobUpload;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** An upload into a file of its own. */
final class FileUpload implements BlobUpload {
  private final FileBlobStore store;
  private final Part part;
  private final FileOutputStream out;
  private final MessageDigest digest;
  private long bytes;
  private long kept;
  private boolean ended;

  FileUpload(FileBlobStore store, Part part, Path path) throws IOException {
    this.store = store;
    this.part = part;
    this.out = new FileOutputStream(path.toFile());
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    store.usage().take(length);
    bytes += length;
    store.attempt(
        "write",
        () -> {
          out.write(from, offset, length);
          return null;
        });
    digest.update(from, offset, length);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void keep(String note, Instant now) {
    if (note.length() > LONGEST_NOTE) {
      throw new IllegalArgumentException(
          "note: %d characters (expected: at most %d)".formatted(note.length(), LONGEST_NOTE));
    }
    store.attempt(
        "keep",
        () -> {
          out.getFD().sync();
          store.kept(part, new Part.Note(bytes, now, note));
          return null;
        });
    kept = bytes;
  }

  @Override
  public Blob commit(Instant now) {
    if (ended) {
      throw new IllegalStateException("the upload has ended");
    }
    Blob blob =
        new Blob(
            part.id(),
            bytes,
            HexFormat.of().formatHex(digest.digest()),
            now,
            now.plus(store.limits().retention()));
    store.attempt(
        "commit",
        () -> {
          out.write(Trailer.of(blob));
          out.getFD().sync();
          out.close();
          store.commit(part, blob);
          return null;
        });
    ended = true;
    return blob;
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      store.abandon(part, out, bytes, kept);
    }
  }
}
