package dev.headgate.storage.file.blob;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.blob.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of an upload, and its note beside it. A part's name tells the blob's, when it was begun,
 * and which of several it is.
 *
 * @param id the blob's name
 * @param begun in milliseconds since the epoch
 * @param unique tells it from others of that name
 */
record Part(BlobId id, long begun, String unique) {
  private static final String BYTES = ".part";
  private static final String NOTE = ".note";
  private static final String DRAFT = NOTE + ".new";
  private static final Pattern NAME =
      Pattern.compile(
          "([a-z0-9.-]{1,128})~(\\d{1,15})~([0-9a-f]{16})(\\.part|\\.note|\\.note\\.new)");

  /** What an upload kept. */
  record Note(long bytes, Instant keptAt, String text) {}

  /** The part of that file; empty where it is none. */
  static Optional<Part> of(Path path) {
    return named(path, true);
  }

  /** The part that a note, or the draft of one, belongs to; empty where the file is neither. */
  static Optional<Part> ofNote(Path path) {
    return named(path, false);
  }

  private static Optional<Part> named(Path path, boolean bytes) {
    Path name = path.getFileName();
    Matcher matcher = NAME.matcher(name == null ? "" : name.toString());
    return matcher.matches() && matcher.group(4).equals(BYTES) == bytes
        ? Optional.of(
            new Part(
                new BlobId(matcher.group(1)), Long.parseLong(matcher.group(2)), matcher.group(3)))
        : Optional.empty();
  }

  private String name() {
    return "%s~%d~%s".formatted(id, begun, unique);
  }

  Path bytes(Path folder) {
    return folder.resolve(name() + BYTES);
  }

  Path note(Path folder) {
    return folder.resolve(name() + NOTE);
  }

  /** What becomes the note once it is written. */
  Path draft(Path folder) {
    return folder.resolve(name() + DRAFT);
  }

  /** Whether this one was begun before that. */
  boolean before(Part other) {
    return begun == other.begun ? unique.compareTo(other.unique) < 0 : begun < other.begun;
  }

  static byte[] written(Note note) {
    return "%d %d\n%s"
        .formatted(note.bytes(), note.keptAt().toEpochMilli(), note.text())
        .getBytes(UTF_8);
  }

  /** What was kept of it; empty where nothing was. */
  Optional<Note> read(Path folder) throws IOException {
    try {
      String text = Files.readString(note(folder));
      int line = text.indexOf('\n');
      String[] numbers = text.substring(0, Math.max(line, 0)).split(" ", -1);
      if (numbers.length != 2) {
        return Optional.empty();
      }
      return Optional.of(
          new Note(
              Long.parseLong(numbers[0]),
              Instant.ofEpochMilli(Long.parseLong(numbers[1])),
              text.substring(line + 1)));
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (NumberFormatException foreign) {
      // Not a note of ours: then nothing was kept.
      return Optional.empty();
    }
  }

  void remove(Path folder) throws IOException {
    Files.deleteIfExists(draft(folder));
    Files.deleteIfExists(note(folder));
    Files.deleteIfExists(bytes(folder));
  }
}
