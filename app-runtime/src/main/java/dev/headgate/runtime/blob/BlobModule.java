package dev.headgate.runtime.blob;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.blob.BlobLimits;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.runtime.configuration.BlobSettings;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.storage.file.blob.FileBlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The store of large content: a directory, or for want of one a temporary one. */
public final class BlobModule extends AbstractModule {
  /** How long a download that broke off can be gone on with. */
  private static final Duration REMAINS_FOR = Duration.ofDays(1);

  @Provides
  @Singleton
  static BlobStore blobStore(Configuration configuration) {
    BlobSettings settings = configuration.blobs();
    Path directory = settings.directory();
    return new FileBlobStore(
        directory == null ? temporary() : directory,
        new BlobLimits(settings.maxBytes(), settings.retention(), REMAINS_FOR));
  }

  private static Path temporary() {
    try {
      Path directory = Files.createTempDirectory("headgate-blobs-");
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(new Removal(directory)));
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("a temporary directory for blobs", e);
    }
  }
}
