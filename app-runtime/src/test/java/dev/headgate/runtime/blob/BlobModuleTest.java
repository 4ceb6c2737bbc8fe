package dev.headgate.runtime.blob;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.protection.Throttles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobModuleTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  @TempDir Path directory;

  private static BlobStore store(Map<String, String> environment) {
    Configuration configuration = ConfigurationLoader.load(environment, null).configuration();
    return Guice.createInjector(
            new BlobModule(),
            new AbstractModule() {
              @Override
              protected void configure() {
                bind(Configuration.class).toInstance(configuration);
                bind(InstantSource.class).toInstance(InstantSource.fixed(NOW));
                bind(Throttles.class).toInstance(new Throttles(InstantSource.fixed(NOW)));
                bind(Waiter.class).toInstance((pause, cancellation) -> {});
              }
            })
        .getInstance(BlobStore.class);
  }

  @Test
  void keepsContentWhereItIsToldAndForHowLong() {
    BlobStore store =
        store(Map.of("BLOBS_DIRECTORY", directory.toString(), "BLOBS_RETENTION", "2d"));
    try (BlobUpload upload = store.create(new BlobId("one"), NOW)) {
      upload.write(new byte[10], 0, 10);
      assertThat(upload.commit(NOW).expiresAt()).isEqualTo(NOW.plus(Duration.ofDays(2)));
    }
    assertThat(directory.resolve("blobs/one")).exists();
  }

  @Test
  void withoutADirectoryItKeepsContentForTheProcess() {
    BlobStore store = store(Map.of());
    try (BlobUpload upload = store.create(new BlobId("one"), NOW)) {
      upload.commit(NOW);
    }
    assertThat(store.find(new BlobId("one"), NOW)).isPresent();
  }

  @Test
  void aTemporaryDirectoryIsRemovedWithAllThatIsInIt() throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("deep/er"));
    Files.writeString(temporary.resolve("file"), "content");
    new Removal(directory.resolve("deep")).run();
    assertThat(directory.resolve("deep")).doesNotExist();
  }
}
