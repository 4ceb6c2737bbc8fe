package dev.headgate.storage.file.blob;

import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobLimits;
import dev.headgate.core.blob.BlobRemains;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.storage.StorageUnavailable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Blobs as files. {@code blobs/NAME} is a blob's content with 256 bytes after it that tell its
 * length, digest and times; {@code parts} holds what is being written. An upload writes a file of
 * its own, has it synchronised with the disk and renames it, which replaces what had the name in
 * one step. Only the owner may read any of it.
 *
 * <p>Machines that hand each other work must see the same directory: a network file system will do
 * whose rename is atomic, such as NFS. How many bytes are in use is counted at the start, by each
 * {@link #sweep}, and again where an upload finds the last count older than ten seconds.
 */
public final class FileBlobStore implements BlobStore {
  private static final String STORE = "blobs";
  private static final long COUNT_EVERY = 10_000;

  private final Path blobs;
  private final Path parts;
  private final BlobLimits limits;
  private final Usage usage;
  private final AtomicReference<Instant> counted = new AtomicReference<>(Instant.MIN);

  /** No two uploads of this process begin at the same time. */
  private final AtomicLong latest = new AtomicLong();

  /**
   * The store in that directory, which is made where it is missing.
   *
   * @throws StorageUnavailable when it cannot be made or read
   */
  public FileBlobStore(Path directory, BlobLimits limits) {
    this.blobs = directory.resolve("blobs");
    this.parts = directory.resolve("parts");
    this.limits = limits;
    this.usage = new Usage(limits.mostBytes());
    attempt(
        "open " + directory,
        () -> {
          Folder.create(directory);
          Folder.create(blobs);
          Folder.create(parts);
          count();
          return null;
        });
  }

  @Override
  public BlobUpload create(BlobId id, Instant now) {
    Instant before = counted.get();
    if (before.isBefore(now.minusMillis(COUNT_EVERY)) && counted.compareAndSet(before, now)) {
      attempt(
          "count",
          () -> {
            count();
            return null;
          });
    }
    usage.take(0);
    String unique = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    long begun = latest.updateAndGet(last -> Math.max(last + 1, now.toEpochMilli()));
    Part part = new Part(id, begun, unique);
    return attempt(
        "create",
        () -> {
          Path path = part.bytes(parts);
          Folder.createFile(path);
          return new FileUpload(this, part, path);
        });
  }

  @Override
  public Optional<BlobRemains> remains(BlobId id, Instant now) {
    return attempt(
        "remains",
        () -> {
          Part longest = null;
          Part.Note note = null;
          for (Part part : parts(id.value() + "~*")) {
            Part.Note found = part.read(parts).filter(kept -> !old(kept, now)).orElse(null);
            if (found != null && (note == null || found.bytes() > note.bytes())) {
              longest = part;
              note = found;
            }
          }
          return longest == null || note == null ? Optional.empty() : opened(longest, note);
        });
  }

  private Optional<BlobRemains> opened(Part part, Part.Note note) throws IOException {
    RandomAccessFile file = Folder.open(part.bytes(parts)).orElse(null);
    if (file == null) {
      return Optional.empty();
    }
    if (file.length() < note.bytes()) {
      file.close();
      return Optional.empty();
    }
    return Optional.of(
        new BlobRemains(note.bytes(), note.text(), new FilePart(file, note.bytes())));
  }

  @Override
  public Optional<Blob> find(BlobId id, Instant now) {
    return attempt("find", () -> Trailer.read(id, path(id))).filter(blob -> live(blob, now));
  }

  @Override
  public Optional<BlobContent> open(BlobId id, long from, long length, Instant now) {
    if (from < 0 || length < 0) {
      throw new IllegalArgumentException(
          "from: %d and %d more (expected: neither negative)".formatted(from, length));
    }
    return attempt("open", () -> content(id, from, length, now));
  }

  private Optional<BlobContent> content(BlobId id, long from, long length, Instant now)
      throws IOException {
    RandomAccessFile file = Folder.open(path(id)).orElse(null);
    if (file == null) {
      return Optional.empty();
    }
    boolean handedOut = false;
    try {
      Blob blob = Trailer.read(id, file).filter(found -> live(found, now)).orElse(null);
      if (blob == null) {
        return Optional.empty();
      }
      if (from > blob.bytes()) {
        throw new IllegalArgumentException(
            "from: %d (expected: at most %d)".formatted(from, blob.bytes()));
      }
      long most = Math.min(length, blob.bytes() - from);
      file.seek(from);
      handedOut = true;
      return Optional.of(new BlobContent(blob, from, most, new FilePart(file, most)));
    } finally {
      if (!handedOut) {
        file.close();
      }
    }
  }

  @Override
  public boolean delete(BlobId id) {
    return attempt(
        "delete",
        () -> {
          for (Part part : parts(id.value() + "~*")) {
            remove(part);
          }
          return remove(path(id));
        });
  }

  @Override
  public List<Blob> list(String prefix, String after, int most, Instant now) {
    BlobStore.checkPrefix(prefix);
    if (most < 1 || most > LONGEST_LIST) {
      throw new IllegalArgumentException(
          "most: %d (expected: 1 to %d)".formatted(most, LONGEST_LIST));
    }
    return attempt(
        "list",
        () -> {
          List<BlobId> ids = new ArrayList<>(names(prefix + "*"));
          ids.removeIf(id -> id.value().compareTo(after) <= 0);
          ids.sort(Comparator.comparing(BlobId::value));
          List<Blob> found = new ArrayList<>();
          for (int i = 0; i < ids.size() && found.size() < most; i++) {
            Trailer.read(ids.get(i), path(ids.get(i)))
                .filter(blob -> live(blob, now))
                .ifPresent(found::add);
          }
          return found;
        });
  }

  @Override
  public long bytes() {
    return usage.used();
  }

  @Override
  public int sweep(Instant now) {
    return attempt(
        "sweep",
        () -> {
          int removed = 0;
          for (BlobId id : names("*")) {
            Optional<Blob> blob = Trailer.read(id, path(id));
            if (blob.isPresent() && !live(blob.get(), now) && remove(path(id))) {
              removed++;
            }
          }
          for (Part part : parts("*")) {
            if (abandoned(part, now)) {
              remove(part);
              removed++;
            }
          }
          removeWidowedNotes();
          count();
          counted.set(now);
          return removed;
        });
  }

  /** A process that died in a commit, or while it wrote a note, left it without its part. */
  private void removeWidowedNotes() throws IOException {
    for (Path note : Folder.files(parts, "*.note*")) {
      Optional<Part> part = Part.ofNote(note);
      if (part.isPresent() && !Files.exists(part.get().bytes(parts))) {
        Files.deleteIfExists(note);
      }
    }
  }

  private boolean abandoned(Part part, Instant now) throws IOException {
    Optional<Part.Note> note = part.read(parts);
    return note.isPresent()
        ? old(note.get(), now)
        : Instant.ofEpochMilli(part.begun()).plus(limits.remainsFor()).isBefore(now);
  }

  private boolean old(Part.Note note, Instant now) {
    return note.keptAt().plus(limits.remainsFor()).isBefore(now);
  }

  private static boolean live(Blob blob, Instant now) {
    return now.isBefore(blob.expiresAt());
  }

  BlobLimits limits() {
    return limits;
  }

  Usage usage() {
    return usage;
  }

  /** An upload wrote that much for good: those before it that have no more can go. */
  void kept(Part part, Part.Note note) throws IOException {
    Path path = part.note(parts);
    Folder.replace(path, part.draft(parts), Part.written(note));
    overtake(part, note.bytes());
  }

  /** Removes what uploads before this one kept, as far as it is no longer than that. */
  private void overtake(Part part, long bytes) throws IOException {
    for (Part other : parts(part.id().value() + "~*")) {
      if (other.before(part)
          && other.read(parts).filter(kept -> kept.bytes() <= bytes).isPresent()) {
        remove(other);
      }
    }
  }

  /** A finished file becomes the blob. */
  void commit(Part part, Blob blob) throws IOException {
    long replaced = length(path(blob.id()));
    Folder.move(part.bytes(parts), path(blob.id()));
    usage.release(Math.max(0, replaced - Trailer.LENGTH));
    Files.deleteIfExists(part.note(parts));
    overtake(part, Long.MAX_VALUE);
  }

  /** Nobody goes on with an upload; what it kept stays. */
  void abandon(Part part, FileOutputStream out, long bytes, long kept) {
    try (out) {
      if (kept > 0) {
        out.getChannel().truncate(kept);
        usage.release(bytes - kept);
      } else {
        part.remove(parts);
        usage.release(bytes);
      }
    } catch (IOException failed) {
      // What stays behind is found, counted and removed by a sweep.
      counted.set(Instant.MIN);
    }
  }

  private void remove(Part part) throws IOException {
    long length = length(part.bytes(parts));
    part.remove(parts);
    usage.release(length);
  }

  private boolean remove(Path blob) throws IOException {
    long length = length(blob);
    boolean removed = Files.deleteIfExists(blob);
    if (removed) {
      usage.release(Math.max(0, length - Trailer.LENGTH));
    }
    return removed;
  }

  private void count() throws IOException {
    usage.counting();
    long bytes = 0;
    for (Path path : Folder.files(blobs, "*")) {
      bytes += Math.max(0, length(path) - Trailer.LENGTH);
    }
    for (Path path : Folder.files(parts, "*.part")) {
      bytes += length(path);
    }
    usage.counted(bytes);
  }

  private static long length(Path path) throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  private List<Part> parts(String pattern) throws IOException {
    List<Part> found = new ArrayList<>();
    for (Path path : Folder.files(parts, pattern + ".part")) {
      Part.of(path).ifPresent(found::add);
    }
    return found;
  }

  private Path path(BlobId id) {
    return blobs.resolve(id.value());
  }

  /** The names of the files that are blobs; whatever else lies there is left alone. */
  private List<BlobId> names(String pattern) throws IOException {
    List<BlobId> found = new ArrayList<>();
    for (Path path : Folder.files(blobs, pattern)) {
      BlobId.parse(String.valueOf(path.getFileName())).ifPresent(found::add);
    }
    return found;
  }

  /** Does something with files; their failures are the store's. */
  <T> T attempt(String what, Callable<T> work) {
    try {
      return work.call();
    } catch (RuntimeException failure) {
      throw failure;
    } catch (IOException failure) {
      throw new StorageUnavailable(STORE, what + " failed: " + failure, failure);
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
