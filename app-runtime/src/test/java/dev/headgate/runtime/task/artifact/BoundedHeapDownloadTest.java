package dev.headgate.runtime.task.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.ManualTime;
import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobRemains;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.storage.file.blob.FileBlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Downloads by a process with a heap of 128 MiB. By default of 64 MiB; {@code
 * -Dheadgate.soak=artifact} makes it 2 GiB.
 */
class BoundedHeapDownloadTest {
  private static final String ZIP = "/repos/o/r/actions/artifacts/5/zip";
  private static final boolean LONG = "artifact".equals(System.getProperty("headgate.soak"));
  private static final long BYTES = LONG ? 2L << 30 : 64L << 20;

  @TempDir Path directory;
  private final ManualTime githubsTime = new ManualTime(Instant.now());
  private final GitHubSimulator github =
      new GitHubSimulator(SimulatorOptions.DEFAULTS.withClock(githubsTime));

  @AfterEach
  void stop() {
    github.close();
  }

  private Process download(long keepEvery) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                DownloadProcess.class.getName(),
                github.url().toString(),
                directory.toString(),
                Long.toString(keepEvery)))
        .redirectErrorStream(true)
        .start();
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return output;
  }

  private long asked() {
    return github.requests(1_000).stream()
        .filter(request -> request.target().startsWith("/_blob"))
        .count();
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  @Test
  void arrivesWholeOverALinkThatBreaksFiveTimesByUrlsThatExpireTwice() throws Exception {
    github.putGeneratedZip(ZIP, BYTES);
    github.play(Scenario.of(Scenario.Kind.TRUNCATE).forPath("/_blob/**").times(5));
    Process process = download(32L << 20);
    for (int expired = 1; expired <= 2; expired++) {
      long seen = 2L * expired - 1;
      until(() -> asked() >= seen || !process.isAlive());
      // While that connection is being used: the next one finds the signature too old.
      githubsTime.advance(Duration.ofSeconds(61));
    }
    String output = output(process);
    System.out.println("download: " + output.strip());
    assertThat(output).contains("entries=1");
    Optional<Blob> blob =
        new FileBlobStore(directory, DownloadProcess.BLOBS)
            .find(DownloadProcess.BLOB, Instant.now());
    assertThat(blob).isPresent();
    assertThat(blob.orElseThrow().bytes()).isGreaterThan(BYTES);
    assertThat(number(output, "resumed")).isGreaterThanOrEqualTo(5);
    assertThat(number(output, "resigned")).isGreaterThanOrEqualTo(2);
  }

  @Test
  void anotherProcessGoesOnWhereAKilledOneWas() throws Exception {
    github.putGeneratedZip(ZIP, 64L << 20);
    long slow = github.play(Scenario.slow(16L << 20).forPath("/_blob/**"));
    Process killed = download(4L << 20);
    FileBlobStore store = new FileBlobStore(directory, DownloadProcess.BLOBS);
    until(() -> kept(store) >= 8L << 20);
    killed.destroyForcibly().waitFor();
    long left = kept(store);
    assertThat(store.find(DownloadProcess.BLOB, Instant.now())).isEmpty();
    github.clearScenarios();
    assertThat(slow).isPositive();
    String output = output(download(64L << 20));
    assertThat(output).contains("resumed=1 resigned=0");
    assertThat(store.find(DownloadProcess.BLOB, Instant.now()))
        .map(Blob::bytes)
        .hasValueSatisfying(bytes -> assertThat(bytes).isGreaterThan(64L << 20));
    assertThat(github.requests(10).getLast().target()).startsWith("/_blob");
    assertThat(left).isGreaterThanOrEqualTo(8L << 20);
    assertThat(store.remains(DownloadProcess.BLOB, Instant.now())).isEmpty();
  }

  private static long kept(FileBlobStore store) {
    try (BlobRemains remains = store.remains(DownloadProcess.BLOB, Instant.now()).orElse(null)) {
      return remains == null ? 0 : remains.bytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long number(String output, String name) {
    return Pattern.compile(name + "=(\\d+)")
        .matcher(output)
        .results()
        .mapToLong(match -> Long.parseLong(match.group(1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(output));
  }
}
