package dev.headgate.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobLimits;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.blob.BlobStoreContract;
import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.limit.ByteThrottle;
import dev.headgate.storage.file.blob.FileBlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacedBlobStoreTest implements BlobStoreContract {
  private final ManualTime time = ManualTime.atNoon();
  private final ByteThrottle disk = ByteThrottle.of(1 << 20, time);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  @TempDir Path directory;
  private FileBlobStore files;

  @BeforeEach
  void open() {
    files = new FileBlobStore(directory, LIMITS);
  }

  @AfterEach
  void close() {
    threads.close();
  }

  @Override
  public BlobStore blobStore() {
    return new PacedBlobStore(files, disk, time::advance);
  }

  @Override
  public ExecutorService threads() {
    return threads;
  }

  @Test
  void writesNoFasterThanItsRateWhoeverWrites() throws IOException {
    Instant start = time.instant();
    BlobStore store = blobStore(4 << 20);
    for (int upload = 0; upload < 3; upload++) {
      write(store, "upload-" + upload, 1 << 20);
    }

    assertThat(Duration.between(start, time.instant()))
        .isBetween(Duration.ofMillis(2_600), Duration.ofSeconds(3));
    assertThat(disk.bytes()).isEqualTo(3L << 20);
    assertThat(disk.waited()).isEqualTo(Duration.between(start, time.instant()));
  }

  @Test
  void whoIsInterruptedWritesWithoutWaiting() throws IOException {
    FileBlobStore large =
        new FileBlobStore(
            directory.resolve("large"),
            new BlobLimits(4 << 20, Duration.ofHours(1), Duration.ofHours(1)));
    BlobStore store =
        new PacedBlobStore(
            large,
            disk,
            pause -> {
              throw new InterruptedException("stop");
            });
    try (BlobUpload upload = store.create(new BlobId("hurried"), time.instant())) {
      upload.write(new byte[1 << 20], 0, 1 << 20);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(upload.bytes()).isEqualTo(1 << 20);
    }
  }

  private BlobStore blobStore(long most) {
    BlobLimits limits = new BlobLimits(most, Duration.ofHours(1), Duration.ofHours(1));
    return new PacedBlobStore(
        new FileBlobStore(directory.resolve("large"), limits), disk, time::advance);
  }

  private void write(BlobStore store, String name, int bytes) throws IOException {
    try (BlobUpload upload = store.create(new BlobId(name), time.instant())) {
      for (int left = bytes; left > 0; left -= 64 << 10) {
        upload.write(new byte[64 << 10], 0, 64 << 10);
      }
      upload.commit(time.instant());
    }
  }
}
