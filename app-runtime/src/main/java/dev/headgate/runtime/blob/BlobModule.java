package dev.headgate.runtime.blob;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.blob.BlobLimits;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.BlobSettings;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.protection.Throttles;
import dev.headgate.storage.file.blob.FileBlobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** The store of large content: a directory, or for want of one a temporary one. */
public final class BlobModule extends AbstractModule {
  /** How long a download that broke off can be gone on with. */
  private static final Duration REMAINS_FOR = Duration.ofDays(1);

  /** How soon room is made of what has expired. */
  private static final Duration SWEEP = Duration.ofMinutes(5);

  @Provides
  @Singleton
  static BlobStore blobStore(Configuration configuration, Throttles throttles, Waiter waiter) {
    BlobSettings settings = configuration.blobs();
    Path directory = settings.directory();
    BlobStore store =
        new FileBlobStore(
            directory == null ? temporary() : directory,
            new BlobLimits(settings.maxBytes(), settings.retention(), REMAINS_FOR));
    return new PacedBlobStore(
        store,
        throttles.of("blob_disk", configuration.protection().diskWrite()),
        pause -> waiter.await(pause, new Cancellation()));
  }

  @ProvidesIntoSet
  static Chores chores(BlobStore blobs, InstantSource clock) {
    return housekeeping -> housekeeping.every(SWEEP, () -> blobs.sweep(clock.instant()));
  }

  private static Path temporary() {
    try {
      return TemporaryFolder.in(Path.of(System.getProperty("java.io.tmpdir")));
    } catch (IOException e) {
      throw new UncheckedIOException("a temporary directory for blobs", e);
    }
  }
}
