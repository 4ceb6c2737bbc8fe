package dev.headgate.runtime.task.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.ManualTime;
import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobRemains;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.storage.file.blob.FileBlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  @Test
  void twoProcessesThatFetchOneArtifactAtOnceLeaveOneFileThatIsWhole() throws Exception {
    github.putGeneratedZip(ZIP, 24L << 20);
    github.play(Scenario.slow(16L << 20).forPath("/_blob/**"));
    Process one = download(4L << 20);
    Process other = download(4L << 20);
    FileBlobStore store = new FileBlobStore(directory, DownloadProcess.BLOBS);
    Set<String> seen = new HashSet<>();
    while (one.isAlive() || other.isAlive()) {
      digestOfContent(store).ifPresent(seen::add);
      Thread.onSpinWait();
    }
    digestOfContent(store).ifPresent(seen::add);
    // Who is overtaken by a later one that has as much finds that its own part has gone.
    List<String> outputs = List.of(output(one), output(other));
    assertThat(outputs).anyMatch(output -> output.contains("entries=1"));
    assertThat(outputs)
        .allMatch(
            output -> output.contains("entries=1") || output.contains("blobs: commit failed"));
    String digest = store.find(DownloadProcess.BLOB, Instant.now()).orElseThrow().sha256();
    assertThat(seen).as("whenever it was there it was whole").containsExactly(digest);
    assertThat(output(download(4L << 20))).contains("sha256=" + digest);
    assertThat(files("blobs")).containsExactly(DownloadProcess.BLOB.value());
    store.sweep(Instant.now());
    assertThat(files("parts")).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftThatNobodyGoesOnWithIsRemoved() throws Exception {
    github.putGeneratedZip(ZIP, 64L << 20);
    github.play(Scenario.slow(16L << 20).forPath("/_blob/**"));
    Process killed = download(4L << 20);
    FileBlobStore store = new FileBlobStore(directory, DownloadProcess.BLOBS);
    until(() -> kept(store) >= 4L << 20);
    killed.destroyForcibly().waitFor();
    assertThat(files("parts")).isNotEmpty();
    store.sweep(Instant.now());
    assertThat(files("parts")).as("it may be gone on with for a day").isNotEmpty();
    store.sweep(Instant.now().plus(DownloadProcess.BLOBS.remainsFor()).plusSeconds(1));
    assertThat(files("parts")).isEmpty();
    assertThat(files("blobs")).isEmpty();
    assertThat(store.bytes()).isZero();
  }

  private List<String> files(String folder) {
    return List.of(directory.resolve(folder).toFile().list());
  }

  /** Of all its bytes, read through; empty where there is no blob. */
  private static Optional<String> digestOfContent(FileBlobStore store) throws Exception {
    BlobContent content = store.open(DownloadProcess.BLOB, Instant.now()).orElse(null);
    if (content == null) {
      return Optional.empty();
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (content;
        InputStream bytes = new DigestInputStream(content.stream(), digest)) {
      bytes.transferTo(OutputStream.nullOutputStream());
    }
    return Optional.of(HexFormat.of().formatHex(digest.digest()));
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
