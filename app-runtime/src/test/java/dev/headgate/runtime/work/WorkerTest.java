package dev.headgate.runtime.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskState;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker over a real queue in memory, in real time. */
@Timeout(120)
class WorkerTest {
  private final WatchedQueue watched = new WatchedQueue(new MemoryTaskQueue());
  private final Shop shop = new Shop(watched.queue());

  @AfterEach
  void close() {
    watched.back();
    shop.close();
  }

  @Test
  void doesATaskAndKeepsItsResult() {
    shop.worker(
        Shop.quick(), new Scripted("copy", run -> new TaskOutcome.Done(run.task().payload())));
    TaskId id = shop.enqueue("copy", "{\"a\":1}");
    awaitState(id, TaskState.SUCCEEDED);
    assertThat(shop.task(id).result()).isEqualTo("{\"a\":1}");
  }

  @Test
  void beginsNoMoreOfAKindAtOnceThanIsAllowed() {
    Semaphore go = new Semaphore(0);
    Scripted slow = new Scripted("slow", run -> waited(go)).concurrency(3);
    Scripted configured = new Scripted("configured", run -> waited(go)).concurrency(9);
    for (int i = 0; i < 20; i++) {
      shop.enqueue("slow");
      shop.enqueue("configured");
    }
    Worker worker =
        shop.worker(Shop.quick().withConcurrency(Map.of("configured", 2)), slow, configured);
    await().until(() -> worker.busy() == 5);
    go.release(40);
    await().until(() -> slow.begun.get() == 20 && configured.begun.get() == 20);
    assertThat(slow.most).hasValue(3);
    assertThat(configured.most).hasValue(2);
  }

  @Test
  void beginsNothingOfAKindThatIsTurnedOff() {
    Scripted off = new Scripted("off", run -> Scripted.DONE);
    shop.worker(
        Shop.quick().withConcurrency(Map.of("off", 0)),
        off,
        new Scripted("on", run -> Scripted.DONE));
    TaskId other = shop.enqueue("off");
    awaitState(shop.enqueue("on"), TaskState.SUCCEEDED);
    assertThat(shop.task(other).state()).isEqualTo(TaskState.QUEUED);
  }

  @Test
  void beginsNoMoreThanTheMemoryHasRoomFor() {
    Semaphore go = new Semaphore(0);
    AtomicInteger claimed = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Scripted large = new Scripted("large", run -> claiming(60, claimed, most, go)).memory(60);
    Scripted small = new Scripted("small", run -> claiming(20, claimed, most, go)).memory(20);
    for (int i = 0; i < 10; i++) {
      shop.enqueue("large");
      shop.enqueue("small");
    }
    shop.worker(Shop.quick().withMemory(100), large, small);
    await().until(() -> claimed.get() >= 80);
    go.release(20);
    await().until(() -> large.begun.get() == 10 && small.begun.get() == 10);
    assertThat(most.get()).isBetween(80, 100);
  }

  @Test
  void refusesAHandlerWhoseTaskCanNeverFit() {
    assertThatThrownBy(() ->
            shop.worker(
                Shop.quick().withMemory(100),
                new Scripted("huge", run -> Scripted.DONE).memory(101)))
        .hasMessage("memory of huge: 101 (expected: 0 to 100)");
  }

  @Test
  void refusesTwoHandlersOfOneKind() {
    assertThatThrownBy(() ->
            shop.worker(
                Shop.quick(),
                new Scripted("twin", run -> Scripted.DONE),
                new Scripted("twin", run -> Scripted.DONE)))
        .hasMessageContaining("of kind twin (expected: one for each kind)");
  }

  @Test
  void asksForAPermitBeforeItTakesATask() {
    AtomicInteger permits = new AtomicInteger();
    Scripted held =
        new Scripted("held", run -> Scripted.DONE)
            .permits(wanted -> Math.min(wanted, permits.getAndSet(0)));
    shop.worker(Shop.quick(), held);
    TaskId first = shop.enqueue("held");
    TaskId second = shop.enqueue("held");
    await().until(() -> held.asked.get() > 3);
    assertThat(shop.task(first).fence()).isZero();
    permits.set(1);
    awaitState(first, TaskState.SUCCEEDED);
    int asked = held.asked.get();
    await().until(() -> held.asked.get() > asked + 2);
    assertThat(shop.task(second).fence()).isZero();
    permits.set(1);
    awaitState(second, TaskState.SUCCEEDED);
    assertThat(shop.task(second).fence()).isEqualTo(1);
  }

  @Test
  void aHandlerThatCannotSayWhatItPermitsHoldsUpNoOther() {
    Scripted broken =
        new Scripted("broken", run -> Scripted.DONE)
            .permits(wanted -> {
              throw new IllegalStateException("no idea");
            });
    shop.worker(Shop.quick(), broken, new Scripted("sound", run -> Scripted.DONE));
    awaitState(shop.enqueue("sound"), TaskState.SUCCEEDED);
  }

  @Test
  void anIdleWorkerAsksOnceForAllItsKinds() {
    Scripted[] kinds = new Scripted[6];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = new Scripted("kind" + i, run -> Scripted.DONE);
    }
    shop.worker(Shop.quick(), kinds);
    await().until(() -> kinds[5].asked.get() >= 5);
    assertThat(watched.count("claim")).isLessThanOrEqualTo(kinds[5].asked.get());
  }

  @Test
  void takesManyInOneRoundTripWhereManyHandsAreFree() throws InterruptedException {
    for (int i = 0; i < 64; i++) {
      shop.enqueue("many");
    }
    CountDownLatch all = new CountDownLatch(64);
    shop.worker(Shop.quick(), new Scripted("many", run -> counted(all)).concurrency(64));
    assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(watched.count("claim")).isLessThan(20);
  }

  @Test
  void aFloodOfHintsForOthersCostsLittle() {
    Scripted mine = new Scripted("mine", run -> Scripted.DONE);
    shop.worker(WorkerSettings.named("worker"), mine);
    long start = System.nanoTime();
    for (int i = 0; i < 20_000; i++) {
      shop.enqueue("others");
    }
    long polls = 100 * (1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    assertThat(watched.count("claim")).isLessThanOrEqualTo(10 + polls);
  }

  @Test
  void findsWorkThatNoHintToldOf() {
    watched.away("hints");
    shop.worker(Shop.quick(), new Scripted("quiet", run -> Scripted.DONE));
    awaitState(shop.enqueue("quiet"), TaskState.SUCCEEDED);
  }

  @Test
  void aHandThatBecomesFreeTakesTheNextAtOnceWithoutHintOrPoll() {
    watched.away("hints");
    for (int i = 0; i < 200; i++) {
      shop.enqueue("next");
    }
    Scripted one = new Scripted("next", run -> Scripted.DONE).concurrency(1);
    // Were it to wait for its poll each time, this would take hours.
    shop.worker(Shop.quick().withPoll(Duration.ofMinutes(1)), one);
    await().until(() -> one.begun.get() == 200);
  }

  @Test
  void losesNoWakeUp() {
    Scripted handler = new Scripted("busy", run -> Scripted.DONE).concurrency(2);
    shop.worker(Shop.quick().withPoll(Duration.ofHours(1)), handler);
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      ids.add(shop.enqueue("busy"));
      if (i % 500 == 0) {
        awaitState(ids.get(i), TaskState.SUCCEEDED);
      }
    }
    await().until(() -> handler.begun.get() == 2_000);
  }

  @Test
  void triesAgainAfterAFailureUntilTheAttemptsAreUsedUp() {
    Scripted failing =
        new Scripted(
                "failing",
                run -> {
                  throw new IllegalStateException("no luck");
                })
            .attempts(3);
    shop.worker(Shop.quick(), failing);
    TaskId id = shop.enqueue("failing");
    awaitState(id, TaskState.FAILED);
    assertThat(failing.begun).hasValue(3);
    assertThat(shop.task(id).reason())
        .isEqualTo("gave up after 3 attempts: IllegalStateException: no luck");
  }

  @Test
  void survivesErrorsOfAHandler() {
    Scripted wild =
        new Scripted(
            "wild",
            run -> {
              if (run.task().attempts() == 0) {
                throw new NoClassDefFoundError("a/missing/Library");
              }
              return Scripted.DONE;
            });
    shop.worker(Shop.quick(), wild);
    awaitState(shop.enqueue("wild"), TaskState.SUCCEEDED);
  }

  @Test
  void whatCannotBeDoneIsGivenUpAtOnce() {
    shop.worker(Shop.quick(), new Scripted("odd", run -> new TaskOutcome.Failed("for good")));
    TaskId id = shop.enqueue("odd");
    awaitState(id, TaskState.FAILED);
    assertThat(shop.task(id).reason()).isEqualTo("for good");
  }

  @Test
  void waitingBurnsNoAttempt() {
    AtomicBoolean waited = new AtomicBoolean();
    shop.worker(
        Shop.quick(),
        new Scripted(
                "patient",
                run ->
                    waited.getAndSet(true)
                        ? Scripted.DONE
                        : new TaskOutcome.Wait(Instant.now().plusMillis(50), "no quota"))
            .attempts(1));
    TaskId id = shop.enqueue("patient");
    awaitState(id, TaskState.SUCCEEDED);
    assertThat(shop.task(id).attempts()).isZero();
  }

  @Test
  void holdsALongTaskByRenewingItsLease() {
    Semaphore go = new Semaphore(0);
    Scripted slow = new Scripted("slow", run -> waited(go));
    shop.worker(Shop.quick().withLease(Duration.ofSeconds(1)), slow);
    TaskId id = shop.enqueue("slow");
    await().until(() -> watched.count("renew") >= 4);
    shop.queue.sweep(100, Duration.ofDays(1), Instant.now());
    go.release();
    awaitState(id, TaskState.SUCCEEDED);
    assertThat(slow.begun).hasValue(1);
  }

  @Test
  void interruptsWhatWasCalledOff() {
    CountDownLatch interrupted = new CountDownLatch(1);
    shop.worker(
        Shop.quick().withLease(Duration.ofSeconds(1)),
        new Scripted("endless", run -> endless(interrupted)));
    TaskId id = shop.enqueue("endless");
    awaitState(id, TaskState.RUNNING);
    shop.queue.cancel(id, Instant.now());
    awaitState(id, TaskState.CANCELLED);
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void interruptsWhatTakesTooLong() {
    CountDownLatch interrupted = new CountDownLatch(1);
    Scripted endless =
        new Scripted("endless", run -> endless(interrupted))
            .longest(Duration.ofMillis(300))
            .attempts(1);
    shop.worker(Shop.quick().withLease(Duration.ofSeconds(2)), endless);
    TaskId id = shop.enqueue("endless");
    awaitState(id, TaskState.FAILED);
    assertThat(shop.task(id).reason())
        .isEqualTo("gave up after 1 attempts: took longer than PT0.3S");
  }

  @Test
  void stopsWhatItCannotRenewBeforeAnotherCanHaveIt() {
    AtomicReference<Instant> stopped = new AtomicReference<>();
    CountDownLatch interrupted = new CountDownLatch(1);
    Scripted handler =
        new Scripted(
            "cut-off",
            run -> {
              try {
                return endless(interrupted);
              } finally {
                stopped.set(Instant.now());
              }
            });
    shop.worker(Shop.quick().withLease(Duration.ofSeconds(2)), handler);
    TaskId id = shop.enqueue("cut-off");
    awaitState(id, TaskState.RUNNING);
    watched.away("renew", "claim", "release", "complete", "retry");
    await().until(() -> stopped.get() != null);
    Task task = shop.task(id);
    assertThat(task.state()).isEqualTo(TaskState.RUNNING);
    // It is still held: nobody else could have had it when this one stopped.
    assertThat(shop.queue.sweep(100, Duration.ofDays(1), stopped.get())).isZero();
  }

  @Test
  void buriesWhatItsWorkersDiedOfAsOftenAsItsHandlerAllows() {
    Scripted handler = new Scripted("deadly", run -> Scripted.DONE).attempts(2);
    TaskId id = shop.enqueue("deadly");
    for (int i = 0; i < 2; i++) {
      shop.queue.claim(
          "dies",
          Set.of("deadly"),
          1,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Instant.now().plusSeconds(i));
      shop.queue.sweep(100, Duration.ofDays(1), Instant.now().plusSeconds(2 + i));
    }
    assertThat(shop.task(id).attempts()).isEqualTo(2);
    shop.worker(Shop.quick(), handler);
    awaitState(id, TaskState.FAILED);
    assertThat(handler.begun).hasValue(0);
    assertThat(shop.task(id).reason()).startsWith("gave up after 2 attempts: ");
  }

  @Test
  void tellsAnEndingAgainUntilTheQueueHears() {
    Semaphore go = new Semaphore(0);
    shop.worker(Shop.quick(), new Scripted("told", run -> waited(go)));
    TaskId id = shop.enqueue("told");
    awaitState(id, TaskState.RUNNING);
    watched.away("complete");
    go.release();
    await().until(() -> watched.count("complete") >= 3);
    watched.back();
    awaitState(id, TaskState.SUCCEEDED);
  }

  @Test
  void goesOnWhenTheQueueIsBack() {
    watched.away("claim");
    shop.worker(Shop.quick(), new Scripted("later", run -> Scripted.DONE));
    TaskId id = shop.enqueue("later");
    await().until(() -> watched.count("claim") >= 3);
    watched.back();
    awaitState(id, TaskState.SUCCEEDED);
  }

  @Test
  void aGracefulStopLetsWhatIsUnderWayEnd() throws InterruptedException {
    Semaphore go = new Semaphore(0);
    Worker worker = shop.worker(Shop.quick(), new Scripted("ending", run -> waited(go)));
    TaskId id = shop.enqueue("ending");
    awaitState(id, TaskState.RUNNING);
    CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS).execute(go::release);
    assertThat(worker.stop(Duration.ofSeconds(30))).isTrue();
    assertThat(shop.task(id).state()).isEqualTo(TaskState.SUCCEEDED);
  }

  @Test
  void aGracefulStopHandsBackWhatDoesNotEnd() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Worker worker = shop.worker(Shop.quick(), new Scripted("endless", run -> endless(interrupted)));
    TaskId id = shop.enqueue("endless");
    awaitState(id, TaskState.RUNNING);
    TaskId behind = shop.enqueue("endless");
    assertThat(worker.stop(Duration.ofMillis(50))).isFalse();
    assertThat(worker.busy()).isZero();
    assertThat(shop.task(id).state()).isEqualTo(TaskState.QUEUED);
    assertThat(shop.task(id).attempts()).isZero();
    assertThat(shop.task(behind).state()).isEqualTo(TaskState.QUEUED);
  }

  private void awaitState(TaskId id, TaskState state) {
    await().atMost(60, TimeUnit.SECONDS).until(() -> shop.task(id).state() == state);
  }

  private static TaskOutcome waited(Semaphore go) throws InterruptedException {
    go.acquire();
    return Scripted.DONE;
  }

  private static TaskOutcome counted(CountDownLatch latch) {
    latch.countDown();
    return Scripted.DONE;
  }

  private static TaskOutcome claiming(
      int memory, AtomicInteger claimed, AtomicInteger most, Semaphore go)
      throws InterruptedException {
    most.accumulateAndGet(claimed.addAndGet(memory), Math::max);
    try {
      return waited(go);
    } finally {
      claimed.addAndGet(-memory);
    }
  }

  private static TaskOutcome endless(CountDownLatch interrupted) throws InterruptedException {
    try {
      new CountDownLatch(1).await();
      return Scripted.DONE;
    } catch (InterruptedException stopped) {
      interrupted.countDown();
      throw stopped;
    }
  }
}
