package dev.headgate.storage.file.blob;

import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files and folders that only their owner may see. */
final class Folder {
  private static final int OPENING_TRIES = 5;
  private static final FileAttribute<?>[] NONE = new FileAttribute<?>[0];

  private Folder() {}

  static void create(Path folder) throws IOException {
    Files.createDirectories(folder, owners(folder, "rwx------"));
  }

  /** A new, empty file. */
  static void createFile(Path path) throws IOException {
    Files.createFile(path, owners(path, "rw-------"));
  }

  /** A file to read from; empty where there is none. */
  static Optional<RandomAccessFile> open(Path path) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        return Optional.of(new RandomAccessFile(path.toFile(), "r"));
      } catch (FileNotFoundException missing) {
        if (!Files.exists(path)) {
          return Optional.empty();
        }
        // Another process may have put it there in between; else it cannot be read at all.
        if (tries == OPENING_TRIES) {
          throw missing;
        }
      }
    }
  }

  /** Writes a small file in one step: it is there whole, and lasts, or it is as it was. */
  static void replace(Path path, Path draft, byte[] bytes) throws IOException {
    Files.deleteIfExists(draft);
    createFile(draft);
    try (FileOutputStream out = new FileOutputStream(draft.toFile())) {
      out.write(bytes);
      out.getFD().sync();
    }
    move(draft, path);
  }

  /** Gives a file another name in one step that outlasts a power cut. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = to.getParent();
    if (folder != null) {
      sync(folder);
    }
  }

  static List<Path> files(Path folder, String pattern) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
      entries.forEach(files::add);
    } catch (java.nio.file.DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    return files;
  }

  private static void sync(Path folder) throws IOException {
    if (!posix(folder)) {
      // Only POSIX lets a folder be opened; elsewhere the rename itself is all there is.
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (java.nio.channels.ClosedByInterruptException interrupted) {
      // The rename is done; whether it outlasts a power cut is for the next one to see to.
      Thread.currentThread().interrupt();
    }
  }

  private static FileAttribute<?>[] owners(Path path, String permissions) {
    return posix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : NONE;
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
