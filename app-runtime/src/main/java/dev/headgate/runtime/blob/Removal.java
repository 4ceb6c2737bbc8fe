package dev.headgate.runtime.blob;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes a directory of this process when it ends. */
final class Removal implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Removal.class);

  private final Path directory;

  Removal(Path directory) {
    this.directory = directory;
  }

  @Override
  public void run() {
    try {
      Files.walkFileTree(directory, new Remover());
    } catch (IOException e) {
      LOG.warn("the temporary directory {} could not be removed: {}", directory, e.toString());
    }
  }

  private static final class Remover extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
