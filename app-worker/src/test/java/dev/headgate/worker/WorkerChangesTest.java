package dev.headgate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.inject.Injector;
import dev.headgate.runtime.change.RunTimeChanges;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.process.Assembly;
import dev.headgate.runtime.task.job.JobControl;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker goes by what is changed elsewhere and in its file, as servers do. */
class WorkerChangesTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static Injector worker(OwnRedis redis, Path file) {
    Map<String, String> settings =
        Map.of("STORAGE_TYPE", "redis", "REDIS_URL", redis.settings().nodes().get(0).toString());
    LiveConfiguration live = new LiveConfiguration(ConfigurationLoader.load(settings, file));
    return Assembly.of(Workers.parts(live, InstantSource.system()));
  }

  @Test
  void takesChangesOfOthersAndOfItsFile() throws Exception {
    Path file = Files.writeString(directory.resolve("worker.yaml"), "max-retries: 2\n");
    try (OwnRedis redis = RealRedis.own()) {
      Injector one = worker(redis, file);
      Injector other = worker(redis, file);
      try (HeadgateWorker first = one.getInstance(HeadgateWorker.class);
          HeadgateWorker second = other.getInstance(HeadgateWorker.class)) {
        RunTimeChanges.Outcome outcome =
            other
                .getInstance(RunTimeChanges.class)
                .change(Map.of("max-concurrent-jobs", "3"), false, null);
        assertThat(outcome).isInstanceOf(RunTimeChanges.Outcome.Done.class);
        JobControl control = one.getInstance(JobControl.class);
        await().atMost(SOON).until(() -> control.caps().total() == 3);
        Files.writeString(file, "max-retries: 5\nrequest-timeout: 9s\n");
        LiveConfiguration live = one.getInstance(LiveConfiguration.class);
        await().atMost(SOON).until(() -> live.now().retry().maxRetries() == 5);
        assertThat(control.caps().total()).as("not undone by the file").isEqualTo(3);
        assertThat(first).isNotSameAs(second);
      }
    }
  }
}
