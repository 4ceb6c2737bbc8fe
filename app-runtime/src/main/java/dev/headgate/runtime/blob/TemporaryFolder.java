package dev.headgate.runtime.blob;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of this process, removed when it ends. One that is killed leaves it behind, and the next
 * one of the same user removes it: in each lies a file that its process holds a lock on, which the
 * system lets go with the process.
 */
final class TemporaryFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);
  private static final String PREFIX = "headgate-blobs-";
  private static final String LOCK = "in-use";

  private TemporaryFolder() {}

  /** A new folder in that one, and none there any more of those whose processes were killed. */
  static Path in(Path parent) throws IOException {
    String ours = PREFIX + ProcessHandle.current().pid() + "-";
    Path folder = Files.createTempDirectory(parent, ours);
    hold(folder);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(new Removal(folder)));
    try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path other : others) {
        // Looking at a lock of its own would let a process lose it (POSIX closes them all at once).
        if (!String.valueOf(other.getFileName()).startsWith(ours)) {
          removeIfLeft(other, folder);
        }
      }
    }
    return folder;
  }

  /** The lock is held under another name first: who finds the file finds it locked. */
  @SuppressWarnings("resource") // It stays open, and locked, until the process ends.
  private static void hold(Path folder) throws IOException {
    Path draft = folder.resolve(LOCK + ".new");
    FileChannel channel =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileLock lock = channel.lock();
    LOG.debug("{} is in use: {}", folder, lock);
    Files.move(draft, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void removeIfLeft(Path other, Path own) {
    Path file = other.resolve(LOCK);
    try {
      if (!Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
          || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || !Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
        return;
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        if (lock != null) {
          new Removal(other).run();
        }
      }
    } catch (IOException unreadable) {
      LOG.debug("{} is left alone", other, unreadable);
    }
  }
}
