package dev.headgate.runtime.task.artifact;

import dev.headgate.core.archive.ZipLimits;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobLimits;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.limit.ByteThrottle;
import dev.headgate.github.artifact.ArtifactDownloads;
import dev.headgate.github.artifact.ArtifactRef;
import dev.headgate.github.artifact.DownloadHost;
import dev.headgate.github.artifact.DownloadLimits;
import dev.headgate.github.artifact.Downloaded;
import dev.headgate.github.artifact.TransferSettings;
import dev.headgate.storage.file.blob.FileBlobStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** One download in a process of its own, whose heap is bounded from outside. */
final class DownloadProcess {
  static final ArtifactRef REF = new ArtifactRef("o", "r", 5);
  static final BlobId BLOB = new BlobId("task-1");
  static final ZipLimits ZIP = new ZipLimits(100, 8L << 30, 200);
  static final BlobLimits BLOBS = new BlobLimits(8L << 30, Duration.ofDays(1), Duration.ofDays(1));

  private DownloadProcess() {}

  static TransferSettings settings(URI api) {
    return new TransferSettings(
        api,
        "headgate/test",
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        8,
        Duration.ofMillis(100),
        Duration.ofSeconds(1));
  }

  /** The API's URL, and the directory to keep the artifact in. */
  public static void main(String[] arguments) throws Exception {
    URI api = URI.create(arguments[0]);
    long keepEvery = Long.parseLong(arguments[2]);
    try (DownloadHost host = new DownloadHost(settings(api));
        SimulatorCalls calls = new SimulatorCalls(api)) {
      ArtifactDownloads downloads =
          new ArtifactDownloads(
              host,
              new FileBlobStore(Path.of(arguments[1]), BLOBS),
              new DownloadLimits(5L << 30, ZIP, keepEvery),
              ByteThrottle.of(0, InstantSource.system()),
              ByteThrottle.of(0, InstantSource.system()),
              InstantSource.system(),
              (time, cancellation) -> Thread.sleep(time),
              () -> 0.5);
      long start = System.nanoTime();
      Downloaded done =
          downloads.download(calls, downloads.look(calls, REF), BLOB, new Cancellation());
      System.out.printf(
          "bytes=%d sha256=%s entries=%d resumed=%d resigned=%d millis=%d heap=%d%n",
          done.blob().bytes(),
          done.blob().sha256(),
          done.entries(),
          done.resumed(),
          done.resigned(),
          (System.nanoTime() - start) / 1_000_000,
          Runtime.getRuntime().maxMemory());
    }
  }
}
