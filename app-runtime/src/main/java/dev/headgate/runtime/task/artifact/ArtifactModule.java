package dev.headgate.runtime.task.artifact;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.archive.ZipLimits;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.github.artifact.ArtifactDownloads;
import dev.headgate.github.artifact.DownloadHost;
import dev.headgate.github.artifact.DownloadLimits;
import dev.headgate.github.artifact.TransferSettings;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.ArtifactSettings;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.protection.Throttles;
import dev.headgate.runtime.task.TaskRules;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;

/** Artifacts as tasks. */
public final class ArtifactModule extends AbstractModule {
  /** What a machine that dies may lose of a download. */
  private static final long KEEP_EVERY = 64L << 20;

  @Provides
  @Singleton
  static DownloadHost host(Configuration configuration) {
    return new DownloadHost(
        TransferSettings.of(
            configuration.github().apiUrl(), UpstreamSettings.DEFAULTS.userAgent()));
  }

  @Provides
  @Singleton
  static DownloadLimits limits(Configuration configuration) {
    ArtifactSettings settings = configuration.artifacts();
    return new DownloadLimits(
        settings.maxBytes(),
        new ZipLimits(settings.maxEntries(), settings.maxUncompressedBytes(), settings.maxRatio()),
        KEEP_EVERY);
  }

  @Provides
  @Singleton
  static ArtifactDownloads downloads(
      DownloadHost host,
      BlobStore blobs,
      DownloadLimits limits,
      Configuration configuration,
      Throttles throttles,
      InstantSource clock,
      Waiter waiter) {
    ArtifactSettings settings = configuration.artifacts();
    return new ArtifactDownloads(
        host,
        blobs,
        limits,
        throttles.of("artifact_network", settings.bandwidth()),
        throttles.of("artifact_disk", settings.diskWrite()),
        clock,
        waiter,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  @Provides
  @Singleton
  static GatewayCalls calls(LentRequests lent, InstantSource clock) {
    return new GatewayCalls(lent, clock);
  }

  @Provides
  @Singleton
  static ArtifactFetch fetch(ArtifactDownloads downloads, GatewayCalls calls, InstantSource clock) {
    return new ArtifactFetch(downloads, calls::of, clock);
  }

  @ProvidesIntoSet
  static Chores chores(DownloadHost host) {
    return housekeeping -> housekeeping.atEnd(host::close);
  }

  @ProvidesIntoSet
  @Singleton
  static TaskHandler handler(ArtifactFetch fetch) {
    return new ArtifactDownloadHandler(fetch);
  }

  @ProvidesIntoSet
  @Singleton
  static TaskRules rules() {
    return new ArtifactRules(ArtifactDownloadHandler.KIND);
  }
}
