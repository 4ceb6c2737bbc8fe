package dev.headgate.runtime.task.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.ManualTime;
import dev.headgate.core.archive.HandmadeZip;
import dev.headgate.core.archive.ZipLimits;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.limit.ByteThrottle;
import dev.headgate.github.artifact.Artifact;
import dev.headgate.github.artifact.ArtifactDownloads;
import dev.headgate.github.artifact.ArtifactRef;
import dev.headgate.github.artifact.DownloadHost;
import dev.headgate.github.artifact.DownloadLimits;
import dev.headgate.github.artifact.Downloaded;
import dev.headgate.github.artifact.Transfer;
import dev.headgate.github.artifact.TransferStopped;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.storage.file.blob.FileBlobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactDownloadsTest {
  private static final ArtifactRef REF = DownloadProcess.REF;
  private static final String ZIP = "/repos/o/r/actions/artifacts/5/zip";
  private static final BlobId BLOB = new BlobId("task-1");

  @TempDir Path directory;
  private final ManualTime time = new ManualTime(Instant.parse("2026-01-01T12:00:00Z"));
  private final GitHubSimulator github =
      new GitHubSimulator(SimulatorOptions.DEFAULTS.withClock(time));
  private final SimulatorCalls calls = new SimulatorCalls(github.url());
  private final DownloadHost host = new DownloadHost(DownloadProcess.settings(github.url()));

  /** No pause lasts; what happens meanwhile is the test's affair. */
  private Waiter waiter = (pause, cancellation) -> time.advance(pause);

  @AfterEach
  void stop() {
    host.close();
    calls.close();
    github.close();
  }

  private FileBlobStore store() {
    return new FileBlobStore(directory, DownloadProcess.BLOBS);
  }

  private ArtifactDownloads downloads(FileBlobStore store, long most) {
    return downloads(store, most, ByteThrottle.of(0, time));
  }

  private ArtifactDownloads downloads(FileBlobStore store, long most, ByteThrottle throttle) {
    return new ArtifactDownloads(
        host,
        store,
        new DownloadLimits(most, new ZipLimits(10, 1L << 30, 50), 1 << 20),
        throttle,
        throttle,
        time,
        (pause, cancellation) -> waiter.await(pause, cancellation),
        () -> 0.5);
  }

  private Downloaded download(FileBlobStore store) throws IOException, InterruptedException {
    ArtifactDownloads downloads = downloads(store, 1L << 30);
    return downloads.download(calls, downloads.look(calls, REF), BLOB, new Cancellation());
  }

  private TransferStopped stopped(FileBlobStore store) {
    TransferStopped[] found = new TransferStopped[1];
    assertThatExceptionOfType(TransferStopped.class)
        .isThrownBy(() -> download(store))
        .satisfies(stopped -> found[0] = stopped);
    return found[0];
  }

  private static void gone(TransferStopped stopped, TransferStopped.Why why) {
    assertThat(stopped.reason()).isEqualTo(new TransferStopped.Cause.Gone(why));
  }

  private List<RecordedRequest> blobRequests() {
    return github.requests(1_000).stream()
        .filter(request -> request.target().startsWith("/_blob"))
        .toList();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void keepsAnArtifactThatGitHubsDigestFits() throws Exception {
    byte[] zip = new HandmadeZip().file("a.bin", noise(300_000), 8, 8).closed();
    github.put(ZIP, "application/zip", zip);
    FileBlobStore store = store();
    Downloaded done = download(store);
    assertThat(done.blob().sha256()).isEqualTo(done.artifact().sha256());
    assertThat(done.entries()).isEqualTo(1);
    assertThat(done.unpacked()).isEqualTo(300_000);
    assertThat(done.resumed()).isZero();
    assertThat(done.resigned()).isZero();
    try (BlobContent content = store.open(BLOB, time.instant()).orElseThrow()) {
      assertThat(content.stream().readAllBytes()).isEqualTo(zip);
    }
  }

  @Test
  void showsTheHostOfTheContentNoCredential() throws Exception {
    download(store());
    assertThat(blobRequests()).hasSize(1);
    assertThat(blobRequests().getFirst().header("Authorization")).isEmpty();
  }

  @Test
  void findsAnArtifactByItsRunAndName() throws Exception {
    Artifact found = downloads(store(), 1L << 30).find(calls, "o", "r", 7, "reports-8");
    assertThat(found.ref()).isEqualTo(new ArtifactRef("o", "r", 8));
    assertThatExceptionOfType(TransferStopped.class)
        .isThrownBy(() -> downloads(store(), 1).find(calls, "o", "r", 7, "unknown"))
        .withMessageContaining("no artifact of that name");
  }

  @Test
  void whatIsThereIsNotFetchedAgain() throws Exception {
    FileBlobStore store = store();
    Downloaded first = download(store);
    int asked = blobRequests().size();
    Downloaded again = download(store);
    assertThat(blobRequests()).hasSize(asked);
    assertThat(again.blob()).isEqualTo(first.blob());
    assertThat(again.entries()).isEqualTo(first.entries());
  }

  @Test
  void resumesBrokenConnectionsByRangeAndTag() throws Exception {
    github.putGeneratedZip(ZIP, 4 << 20);
    github.play(Scenario.of(Scenario.Kind.TRUNCATE).forPath("/_blob/**").times(5));
    Downloaded done = download(store());
    assertThat(done.resumed()).isEqualTo(5);
    assertThat(done.resigned()).isZero();
    List<RecordedRequest> asked = blobRequests();
    assertThat(asked).hasSize(6);
    for (RecordedRequest request : asked.subList(1, 6)) {
      assertThat(request.header("Range")).get().asString().matches("bytes=\\d+-");
      assertThat(request.header("If-Match")).isPresent();
    }
  }

  @Test
  void asksForANewUrlWhenTheOldOneHasExpired() throws Exception {
    github.putGeneratedZip(ZIP, 4 << 20);
    github.play(Scenario.of(Scenario.Kind.TRUNCATE).forPath("/_blob/**").times(3));
    AtomicInteger pauses = new AtomicInteger();
    waiter =
        (pause, cancellation) ->
            time.advance(pauses.incrementAndGet() <= 2 ? Duration.ofSeconds(61) : pause);
    Downloaded done = download(store());
    assertThat(done.resigned()).isBetween(1, 2);
    assertThat(done.blob().sha256()).isEqualTo(done.artifact().sha256());
  }

  @Test
  void beginsAnewWhenTheContentChangesMeanwhile() throws Exception {
    github.putGeneratedZip(ZIP, 4 << 20);
    github.play(Scenario.of(Scenario.Kind.TRUNCATE).forPath("/_blob/**").times(1));
    byte[] other = new HandmadeZip().file("b.bin", noise(50_000), 8, 0).closed();
    waiter = (pause, cancellation) -> github.put(ZIP, "application/zip", other);
    FileBlobStore store = store();
    ArtifactDownloads downloads = downloads(store, 1L << 30);
    Artifact before = downloads.look(calls, REF);
    assertThatExceptionOfType(TransferStopped.class)
        .isThrownBy(() -> downloads.download(calls, before, BLOB, new Cancellation()))
        .withMessageContaining("bytes instead of");
    assertThat(store.find(BLOB, time.instant())).isEmpty();
    assertThat(download(store).blob().bytes()).isEqualTo(other.length);
  }

  @Test
  void givesUpAfterSomeAttemptsAndLeavesWhatItHasForTheNextRun() throws Exception {
    github.putGeneratedZip(ZIP, 4 << 20);
    github.play(Scenario.outage(503).forPath("/_blob/**").times(7));
    FileBlobStore other = new FileBlobStore(directory.resolve("other"), DownloadProcess.BLOBS);
    long whole = download(other).blob().bytes();
    github.play(Scenario.of(Scenario.Kind.TRUNCATE).forPath("/_blob/**").times(1));
    waiter = (pause, cancellation) -> github.play(Scenario.outage(503).forPath("/_blob/**"));
    TransferStopped stopped = stopped(store());
    assertThat(stopped.reason()).isInstanceOf(TransferStopped.Cause.Broken.class);
    assertThat(stopped).hasMessageContaining("8 attempts in a row").hasMessageNotContaining("sig=");
    github.clearScenarios();
    int asked = blobRequests().size();
    Downloaded done = download(store());
    assertThat(done.resumed()).isEqualTo(1);
    assertThat(done.blob().bytes()).isEqualTo(whole);
    assertThat(blobRequests()).hasSize(asked + 1);
    assertThat(blobRequests().getLast().header("Range")).contains("bytes=" + whole / 2 + "-");
  }

  @Test
  void refusesWhatDoesNotFitGitHubsDigestOrLength() throws Exception {
    byte[] zip = new HandmadeZip().file("a", "content").closed();
    github.put(ZIP, "application/zip", zip);
    FileBlobStore store = store();
    github.putJson(
        "/repos/o/r/actions/artifacts/5",
        "{\"id\":5,\"name\":\"a\",\"size_in_bytes\":%d,\"digest\":\"sha256:%s\"}"
            .formatted(zip.length, "0".repeat(64)));
    assertThat(stopped(store)).hasMessageContaining("digest is not the one that GitHub gives");
    github.putJson(
        "/repos/o/r/actions/artifacts/5",
        "{\"id\":5,\"name\":\"a\",\"size_in_bytes\":%d,\"digest\":\"sha256:%s\"}"
            .formatted(zip.length + 1, "0".repeat(64)));
    assertThat(stopped(store)).hasMessageContaining("bytes instead of");
    assertThat(store.find(BLOB, time.instant())).isEmpty();
    assertThat(store.remains(BLOB, time.instant())).isEmpty();
  }

  @Test
  void takesAnOldArtifactWithoutADigestWhateverItsSizeSays() throws Exception {
    github.put(ZIP, "application/zip", new HandmadeZip().file("a", "content").closed());
    github.putJson(
        "/repos/o/r/actions/artifacts/5",
        "{\"id\":5,\"name\":\"a\",\"size_in_bytes\":7,\"digest\":null}");
    assertThat(download(store()).entries()).isEqualTo(1);
  }

  @Test
  void refusesAnArchiveThatCouldHarmAndKeepsNothingOfIt() throws Exception {
    github.put(ZIP, "application/zip", new HandmadeZip().file("../evil", "x").closed());
    FileBlobStore store = store();
    TransferStopped stopped = stopped(store);
    gone(stopped, TransferStopped.Why.REFUSED);
    assertThat(stopped).hasMessageContaining("has the part \"..\"");
    assertThat(store.bytes()).isZero();
    github.put(
        ZIP, "application/zip", new HandmadeZip().file("b", new byte[30 << 20], 8, 0).closed());
    assertThat(stopped(store)).hasMessageContaining("more than 50 times");
  }

  @Test
  void saysWhatHasExpiredIsMissingOrTooLarge() throws Exception {
    FileBlobStore store = store();
    ArtifactDownloads downloads = downloads(store, 100);
    Artifact expired = downloads.look(calls, new ArtifactRef("o", "r", 10));
    assertThatExceptionOfType(TransferStopped.class)
        .isThrownBy(() -> downloads.download(calls, expired, BLOB, new Cancellation()))
        .satisfies(stopped -> gone(stopped, TransferStopped.Why.EXPIRED));
    Artifact large = downloads.look(calls, REF);
    assertThatExceptionOfType(TransferStopped.class)
        .isThrownBy(() -> downloads.download(calls, large, BLOB, new Cancellation()))
        .satisfies(stopped -> gone(stopped, TransferStopped.Why.TOO_LARGE))
        .withMessageContaining("artifacts.max-bytes");
    assertThatExceptionOfType(TransferStopped.class)
        .isThrownBy(() -> downloads.look(calls, new ArtifactRef("o", "private-x", 5)))
        .satisfies(stopped -> gone(stopped, TransferStopped.Why.MISSING));
    assertThat(blobRequests()).isEmpty();
  }

  @Test
  void waitsForQuotaInsteadOfFailing() {
    github.play(Scenario.secondary(Duration.ofSeconds(90)).forPath("/repos/**"));
    TransferStopped stopped = stopped(store());
    assertThat(stopped.reason())
        .isEqualTo(new TransferStopped.Cause.Later(time.instant().plusSeconds(90)));
  }

  @Test
  void staysWithinItsBandwidth() throws Exception {
    github.putGeneratedZip(ZIP, 8 << 20);
    FileBlobStore store = store();
    Instant start = time.instant();
    ByteThrottle throttle = ByteThrottle.of(1 << 20, time);
    ArtifactDownloads downloads = downloads(store, 1L << 30, throttle);
    downloads.download(calls, downloads.look(calls, REF), BLOB, new Cancellation());
    // Both directions share one throttle here, so 16 MiB go through it at 1 MiB a second.
    assertThat(Duration.between(start, time.instant()))
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(17));
  }

  @Test
  void twoDownloadsOverOneLineTakeTurns() throws Exception {
    github.putGeneratedZip(ZIP, 2 << 20);
    waiter = (pause, cancellation) -> Thread.sleep(pause);
    ByteThrottle line = ByteThrottle.of(1 << 20, InstantSource.system());
    ArtifactDownloads downloads = downloads(store(), 1L << 30, line);
    Artifact artifact = downloads.look(calls, REF);
    AtomicLong slower = new AtomicLong();
    CountDownLatch begun = new CountDownLatch(2);
    List<AtomicLong> moved = List.of(new AtomicLong(), new AtomicLong());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      AtomicLong own = moved.get(i);
      AtomicLong other = moved.get(1 - i);
      // One reads by small pieces, the other by large ones.
      byte[] piece = new byte[i == 0 ? 2 << 10 : 256 << 10];
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try (Transfer transfer = downloads.stream(calls, artifact, 0, new Cancellation())) {
                  transfer.begin();
                  begun.countDown();
                  begun.await();
                  for (int n = transfer.read(piece); n >= 0; n = transfer.read(piece)) {
                    own.addAndGet(n);
                  }
                  slower.compareAndSet(0, other.get());
                } catch (IOException | InterruptedException failed) {
                  slower.compareAndSet(0, -1);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(slower.get())
        .as("moved by the one when the other had all its 2 MiB")
        .isGreaterThan(1L << 20);
  }

  @Test
  void anInterruptedDownloadKeepsWhatHasCome() throws Exception {
    github.putGeneratedZip(ZIP, 4 << 20);
    github.play(Scenario.of(Scenario.Kind.TRUNCATE).forPath("/_blob/**").times(1));
    waiter =
        (pause, cancellation) -> {
          throw new InterruptedException("stop");
        };
    FileBlobStore store = store();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> download(store));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    waiter = (pause, cancellation) -> time.advance(pause);
    assertThat(download(store).resumed()).isEqualTo(1);
  }
}
