package dev.headgate.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.Race;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditSettings;
import dev.headgate.core.audit.AuditStatus;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.audit.AuditStoreContract;
import dev.headgate.core.audit.AuditVerification;
import dev.headgate.core.audit.AuditWatch;
import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Processes that write one chain while its store is lost to them in every way there is: each event
 * is in the chain once, in its process's order, and no link is missing or doubled.
 */
public interface SharedAuditOutageContract {
  Duration PATIENCE = Duration.ofSeconds(60);

  AuditSettings USUAL =
      new AuditSettings(Duration.ofDays(1), 1_000_000, 10_000, Duration.ofSeconds(30));

  /** The store without anything between; empty at first. */
  AuditStore store();

  /** The same through {@link #proxy}. */
  AuditStore throughProxy();

  /** What lies between. */
  FaultProxy proxy();

  /** Ends the store at once and starts it again with what it had promised to keep. */
  void crash();

  /** A process's log with its writer. */
  final class Writer extends AuditWatch implements AutoCloseable {
    final List<AuditEvent> lost = Collections.synchronizedList(new ArrayList<>());
    final String actor;
    final ChainedAuditLog log;
    private final Thread thread;

    Writer(String actor, AuditStore store, AuditSettings settings) {
      this.actor = actor;
      this.log = new ChainedAuditLog(store, AuditStoreContract.CHAIN, settings, this);
      this.thread = Thread.ofVirtual().name(actor).start(log::run);
    }

    @Override
    public void lost(AuditEvent event) {
      lost.add(event);
    }

    /** Appends events whose outcomes are these numbers. */
    void append(int from, int to) {
      for (int i = from; i < to; i++) {
        log.append(new AuditEvent(Instant.now(), actor, "x", "y", mark(i), ""));
      }
    }

    /** What the packet that appends the event contains. */
    String mark(int number) {
      return "%s-%d.".formatted(actor, number);
    }

    void written(long count) {
      await().atMost(PATIENCE).until(() -> log.status().written() == count);
    }

    @Override
    public void close() {
      log.close();
      thread.interrupt();
    }
  }

  private void whole(int... counts) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(StorageFailure.class)
        .until(() -> store().span().head().number() >= IntStream.of(counts).sum());
    AuditVerification walk = AuditStoreContract.verify(store());
    assertThat(walk.fault()).isEmpty();
    assertThat(walk.count()).isEqualTo(IntStream.of(counts).sum());
    for (int writer = 0; writer < counts.length; writer++) {
      String actor = "writer" + writer;
      List<String> outcomes =
          store().after(0, 10_000).stream()
              .filter(entry -> entry.event().actor().equals(actor))
              .map(entry -> entry.event().outcome())
              .toList();
      assertThat(outcomes)
          .isEqualTo(
              IntStream.range(0, counts[writer])
                  .mapToObj(number -> "%s-%d.".formatted(actor, number))
                  .toList());
    }
  }

  @Test
  default void lostRepliesDoubleNothingAndForkNothing() throws InterruptedException {
    try (Writer cutOff = new Writer("writer0", throughProxy(), USUAL);
        Writer other = new Writer("writer1", store(), USUAL)) {
      cutOff.append(0, 1);
      cutOff.written(1);
      for (int i = 1; i <= 4; i++) {
        CountDownLatch lost = proxy().loseReplyTo(cutOff.mark(i), i < 4);
        cutOff.append(i, i + 1);
        assertThat(lost.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        // Somebody else writes behind what the cut off one does not know to be there.
        other.append(i - 1, i);
        cutOff.written(i + 1);
        other.written(i);
      }
      assertThat(cutOff.log.status().failures()).isPositive();
      whole(5, 4);
    }
  }

  @Test
  default void whatHappenedDuringAnOutageIsWrittenAfterwardsOnceAndInOrder() {
    try (Writer cutOff = new Writer("writer0", throughProxy(), USUAL);
        Writer other = new Writer("writer1", store(), USUAL)) {
      cutOff.append(0, 3);
      cutOff.written(3);
      proxy().down();
      cutOff.append(3, 700);
      other.append(0, 20);
      other.written(20);
      AuditStatus waiting = cutOff.log.status();
      assertThat(waiting.waiting()).isEqualTo(697);
      assertThat(waiting.oldest()).isNotNull();
      assertThat(waiting.dropped()).isZero();
      proxy().up();
      cutOff.written(700);
      assertThat(cutOff.log.status().waiting()).isZero();
      whole(700, 20);
    }
  }

  @Test
  default void aStoreThatHangsHoldsNobodyUpAndLosesNothing() {
    try (Writer cutOff = new Writer("writer0", throughProxy(), USUAL)) {
      cutOff.append(0, 3);
      cutOff.written(3);
      proxy().freeze();
      cutOff.append(3, 50);
      await().atMost(PATIENCE).until(() -> cutOff.log.status().failures() > 0);
      assertThat(cutOff.log.status().waiting()).isEqualTo(47);
      proxy().thaw();
      cutOff.written(50);
      whole(50);
    }
  }

  @Test
  default void aCrashOfTheStoreLosesNothingOfManyWriters() {
    List<Writer> writers =
        IntStream.range(0, 4).mapToObj(i -> new Writer("writer" + i, store(), USUAL)).toList();
    try {
      Race.of(
          5,
          number -> {
            if (number == 4) {
              await().atMost(PATIENCE).until(() -> writers.get(0).log.status().written() > 50);
              crash();
              return number;
            }
            for (int i = 0; i < 300; i++) {
              long before = i - 20L;
              writers.get(number).append(i, i + 1);
              // So that they write all the time, in many small batches.
              await()
                  .atMost(PATIENCE)
                  .pollInterval(Duration.ofMillis(1))
                  .until(() -> writers.get(number).log.status().written() > before);
            }
            return number;
          });
      writers.forEach(writer -> writer.written(300));
      whole(300, 300, 300, 300);
    } finally {
      writers.forEach(Writer::close);
    }
  }

  @Test
  default void whatFindsNoPlaceIsTold() {
    AuditSettings small = new AuditSettings(Duration.ofDays(1), 1_000, 10, Duration.ofSeconds(1));
    Writer cutOff = new Writer("writer0", throughProxy(), small);
    cutOff.append(0, 1);
    cutOff.written(1);
    proxy().down();
    cutOff.append(1, 26);
    AuditStatus full = cutOff.log.status();
    assertThat(full.waiting()).isEqualTo(10);
    assertThat(full.dropped()).isEqualTo(15);
    proxy().up();
    cutOff.written(11);
    whole(11);

    proxy().down();
    cutOff.append(26, 29);
    cutOff.close();
    assertThat(cutOff.log.status().waiting()).isZero();
    assertThat(cutOff.log.status().dropped()).isEqualTo(18);
    assertThat(cutOff.lost)
        .extracting(AuditEvent::outcome)
        .isEqualTo(IntStream.range(11, 29).mapToObj(cutOff::mark).toList());
    proxy().up();
    assertThat(AuditStoreContract.verify(store()).fault()).isEmpty();
  }
}
