package dev.headgate.core.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.priority.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link TaskQueue} does. Tests keep apart by fresh kinds and go by their own clock. */
public interface TaskQueueContract {
  /** Noon UTC on the first of January 2026. */
  Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  Duration LEASE = Duration.ofSeconds(30);
  Duration LONGEST = Duration.ofMinutes(10);
  Duration HISTORY = Duration.ofDays(7);

  /** The queue under test, which takes the time from its caller; may be the same one each time. */
  TaskQueue taskQueue();

  /** Threads for races. */
  ExecutorService threads();

  /** A kind nobody else uses. */
  static String freshKind() {
    return "k" + UUID.randomUUID();
  }

  static NewTask order(String kind, Priority priority, String caller) {
    return order(kind, priority, caller, null, null, null);
  }

  static NewTask order(
      String kind,
      Priority priority,
      String caller,
      @Nullable String key,
      @Nullable Instant notBefore,
      @Nullable Instant deadline) {
    TaskId id = new TaskId(UUID.randomUUID().toString());
    return new NewTask(
        id, kind, priority, caller, "{\"n\":1}", key, null, notBefore, deadline, "request-1");
  }

  static NewTask order(String kind) {
    return order(kind, Priority.NORMAL, "alice");
  }

  private static Task accepted(Enqueued enqueued) {
    assertThat(enqueued).isInstanceOf(Enqueued.Accepted.class);
    return ((Enqueued.Accepted) enqueued).task();
  }

  private Task accept(TaskQueue queue, NewTask order, Instant now) {
    return accepted(queue.enqueue(order, 10_000, now));
  }

  private List<TaskLease> claim(TaskQueue queue, String kind, int most, Instant now) {
    return queue.claim("worker-1", Set.of(kind), most, LEASE, LONGEST, now);
  }

  private TaskLease claimOne(TaskQueue queue, String kind, Instant now) {
    List<TaskLease> leases = claim(queue, kind, 1, now);
    assertThat(leases).hasSize(1);
    return leases.get(0);
  }

  private Task found(TaskQueue queue, TaskId id) {
    return queue.find(id).orElseThrow();
  }

  @Test
  default void keepsATaskAsItWasHandedIn() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    NewTask order =
        order(kind, Priority.HIGH, "alice", "key-1", null, NOON.plus(Duration.ofHours(1)));

    Task task = accept(queue, order, NOON);

    assertThat(task.id()).isEqualTo(order.id());
    assertThat(task.kind()).isEqualTo(kind);
    assertThat(task.priority()).isEqualTo(Priority.HIGH);
    assertThat(task.caller()).isEqualTo("alice");
    assertThat(task.payload()).isEqualTo("{\"n\":1}");
    assertThat(task.key()).isEqualTo("key-1");
    assertThat(task.requestId()).isEqualTo("request-1");
    assertThat(task.state()).isEqualTo(TaskState.QUEUED);
    assertThat(task.attempts()).isZero();
    assertThat(task.createdAt()).isEqualTo(NOON);
    assertThat(task.deadline()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    assertThat(found(queue, order.id())).isEqualTo(task);
  }

  @Test
  default void keepsTheTraceOfWhoeverHandedATaskIn() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    NewTask order =
        order(kind, Priority.HIGH, "alice", "key-1", null, null)
            .tracedAs("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    Task task = accept(queue, order, NOON);

    assertThat(task.requestId()).isEqualTo("request-1");
    assertThat(task.trace()).contains("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assertThat(claimOne(queue, kind, NOON).task().trace()).isEqualTo(task.trace());
    assertThat(found(queue, order.id()).trace()).isEqualTo(task.trace());
  }

  @Test
  default void keepsTextOfEveryAlphabet() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    TaskId id = new TaskId(UUID.randomUUID().toString());
    String payload = "{\"text\":\"späte Grüße, 東京 \\u0000 \uD83D\uDE00\"}";
    NewTask order =
        new NewTask(id, kind, Priority.NORMAL, "zoë", payload, null, null, null, null, "r");

    accept(queue, order, NOON);

    assertThat(found(queue, id).payload()).isEqualTo(payload);
    assertThat(found(queue, id).caller()).isEqualTo("zoë");
  }

  @Test
  default void theSameKeyIsTheSameTask() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    NewTask first = order(kind, Priority.NORMAL, "alice", "deploy-7", null, null);
    accept(queue, first, NOON);

    Enqueued again =
        queue.enqueue(order(kind, Priority.LOW, "alice", "deploy-7", null, null), 10, NOON);
    Enqueued other =
        queue.enqueue(order(kind, Priority.LOW, "bob", "deploy-7", null, null), 10, NOON);

    assertThat(again).isInstanceOf(Enqueued.Existing.class);
    assertThat(((Enqueued.Existing) again).task().id()).isEqualTo(first.id());
    assertThat(other).isInstanceOf(Enqueued.Accepted.class);
  }

  @Test
  default void theSameIdIsTheSameTaskSoThatACallCanBeRepeated() {
    TaskQueue queue = taskQueue();
    NewTask order = order(freshKind());
    accept(queue, order, NOON);

    assertThat(queue.enqueue(order, 10, NOON)).isInstanceOf(Enqueued.Existing.class);
    assertThat(claim(queue, order.kind(), 10, NOON)).hasSize(1);
  }

  @Test
  default void aFullKindRefusesClearlyAndHoldsUpNoOther() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    queue.enqueue(order(kind), 2, NOON);
    queue.enqueue(order(kind, Priority.NORMAL, "alice", null, NOON.plusSeconds(60), null), 2, NOON);

    Enqueued third = queue.enqueue(order(kind), 2, NOON);

    assertThat(third).isInstanceOf(Enqueued.Full.class);
    assertThat(((Enqueued.Full) third).depth()).isEqualTo(2);
    assertThat(((Enqueued.Full) third).retryAfter()).isPositive();
    assertThat(queue.enqueue(order(freshKind()), 2, NOON)).isInstanceOf(Enqueued.Accepted.class);
  }

  @Test
  default void severalAreAcceptedInTheirOrder() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    List<NewTask> orders = IntStream.range(0, 5).mapToObj(i -> order(kind)).toList();

    List<Enqueued> answers = queue.enqueueAll(orders, 5, NOON);

    assertThat(answers).hasSize(5).allMatch(Enqueued.Accepted.class::isInstance);
    assertThat(claim(queue, kind, 9, NOON).stream().map(lease -> lease.task().id()).toList())
        .isEqualTo(orders.stream().map(NewTask::id).toList());
  }

  @Test
  default void severalAreAcceptedTogetherOrNotAtAll() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    NewTask known = order(kind);
    accept(queue, known, NOON);
    List<NewTask> orders =
        List.of(
            known,
            order(kind, Priority.LOW, "alice", "same", null, null),
            order(kind, Priority.LOW, "alice", "same", null, null),
            order(kind));

    List<Enqueued> refused = queue.enqueueAll(orders, 2, NOON);
    List<Enqueued> taken = queue.enqueueAll(orders, 3, NOON);

    assertThat(refused.get(0)).isInstanceOf(Enqueued.Existing.class);
    assertThat(refused.subList(1, 4)).allMatch(Enqueued.Full.class::isInstance);
    assertThat(taken.get(0)).isInstanceOf(Enqueued.Existing.class);
    assertThat(taken.get(1)).isInstanceOf(Enqueued.Accepted.class);
    assertThat(taken.get(2)).isInstanceOf(Enqueued.Existing.class);
    assertThat(taken.get(3)).isInstanceOf(Enqueued.Accepted.class);
    assertThat(claim(queue, kind, 9, NOON)).hasSize(3);
  }

  @Test
  default void listsWhatWasHandedInTogether() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    String group = "g" + UUID.randomUUID();
    List<NewTask> orders =
        IntStream.range(0, 3)
            .mapToObj(i ->
                new NewTask(
                    new TaskId(UUID.randomUUID().toString()),
                    kind,
                    Priority.NORMAL,
                    "alice",
                    "{}",
                    null,
                    group,
                    null,
                    null,
                    "r"))
            .toList();
    queue.enqueueAll(orders, 10, NOON);
    accept(queue, order(kind), NOON);

    List<Task> listed = queue.list(new TaskQuery(null, null, null, group, null, 10));

    assertThat(listed).hasSize(3).allMatch(task -> group.equals(task.group()));
    assertThat(listed.get(0)).isEqualTo(found(queue, orders.get(2).id()).summary());
  }

  @Test
  default void theUrgentAreTakenFirst() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    for (Priority priority :
        List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.CRITICAL)) {
      accept(queue, order(kind, priority, "alice"), NOON);
    }

    assertThat(claim(queue, kind, 4, NOON).stream().map(lease -> lease.task().priority()).toList())
        .containsExactly(Priority.CRITICAL, Priority.HIGH, Priority.NORMAL, Priority.LOW);
  }

  @Test
  default void whoHasWaitedLongGoesBeforeTheMoreUrgentButNotTheCritical() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind, Priority.LOW, "alice"), NOON);
    Instant later = NOON.plus(Priority.LOW.headStart()).plusMillis(1);
    accept(queue, order(kind, Priority.HIGH, "alice"), later);
    accept(queue, order(kind, Priority.CRITICAL, "alice"), later);

    assertThat(claim(queue, kind, 3, later).stream().map(lease -> lease.task().priority()).toList())
        .containsExactly(Priority.CRITICAL, Priority.LOW, Priority.HIGH);
  }

  @Test
  default void callersOfOneClassTakeTurns() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    for (int i = 0; i < 6; i++) {
      accept(queue, order(kind, Priority.NORMAL, "many"), NOON.plusMillis(i));
    }
    accept(queue, order(kind, Priority.NORMAL, "few"), NOON.plusMillis(6));
    accept(queue, order(kind, Priority.NORMAL, "few"), NOON.plusMillis(7));

    List<String> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(claimOne(queue, kind, NOON.plusMillis(8)).task().caller());
    }

    assertThat(callers).containsExactly("many", "few", "many", "few");
  }

  @Test
  default void onlyTheKindsAskedForAreTaken() {
    TaskQueue queue = taskQueue();
    String one = freshKind();
    String other = freshKind();
    accept(queue, order(one), NOON);
    accept(queue, order(other), NOON);

    assertThat(claim(queue, one, 5, NOON)).hasSize(1);
    assertThat(queue.claim("w", Set.of(one, other), 5, LEASE, LONGEST, NOON)).hasSize(1);
    assertThat(queue.claim("w", Set.of(), 5, LEASE, LONGEST, NOON)).isEmpty();
  }

  @Test
  default void waitsUntilItsTime() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    NewTask order = order(kind, Priority.CRITICAL, "alice", null, NOON.plusSeconds(60), null);
    Task task = accept(queue, order, NOON);

    assertThat(task.state()).isEqualTo(TaskState.WAITING);
    assertThat(task.reason()).isNotBlank();
    assertThat(claim(queue, kind, 1, NOON.plusSeconds(59))).isEmpty();
    assertThat(claim(queue, kind, 1, NOON.plusSeconds(60))).hasSize(1);
  }

  @Test
  default void aTakenTaskIsNotTakenTwice() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    Task task = accept(queue, order(kind), NOON);

    TaskLease lease = claimOne(queue, kind, NOON);

    assertThat(lease.task().id()).isEqualTo(task.id());
    assertThat(lease.until()).isEqualTo(NOON.plus(LEASE));
    assertThat(lease.latest()).isEqualTo(NOON.plus(LONGEST));
    assertThat(found(queue, task.id()).state()).isEqualTo(TaskState.RUNNING);
    assertThat(claim(queue, kind, 1, NOON)).isEmpty();
  }

  @Test
  default void completesWithItsResult() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    TaskLease lease = claimOne(queue, kind, NOON);

    assertThat(queue.complete(lease, "{\"ok\":true}", NOON.plusSeconds(1))).isTrue();

    Task done = found(queue, lease.task().id());
    assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(done.result()).isEqualTo("{\"ok\":true}");
    assertThat(done.endedAt()).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  default void whoRepeatsHowHeSettledALeaseHearsTheSameAndChangesNothing() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    Instant due = NOON.plusSeconds(5);
    accept(queue, order(kind), NOON);

    TaskLease first = claimOne(queue, kind, NOON);
    assertThat(queue.retry(first, due, "broke", NOON)).isTrue();
    assertThat(queue.retry(first, due, "broke", NOON)).isTrue();
    assertThat(queue.snooze(first, due, "other word", NOON)).isFalse();
    TaskLease second = claimOne(queue, kind, due);
    assertThat(second.task().attempts()).isEqualTo(1);
    assertThat(queue.retry(first, due, "broke", due)).isTrue();
    assertThat(queue.snooze(second, due, "busy", due)).isTrue();
    assertThat(queue.snooze(second, due, "busy", due)).isTrue();
    TaskLease third = claimOne(queue, kind, due);
    assertThat(queue.release(third, due)).isTrue();
    assertThat(queue.release(third, due)).isTrue();
    TaskLease fourth = claimOne(queue, kind, due);
    assertThat(queue.bury(fourth, "gone", due)).isTrue();
    assertThat(queue.bury(fourth, "gone", due)).isTrue();
    assertThat(found(queue, first.task().id()).attempts()).isEqualTo(2);
    queue.replay(first.task().id(), due);
    TaskLease fifth = claimOne(queue, kind, due);
    assertThat(queue.complete(fifth, "{\"n\":1}", due)).isTrue();
    assertThat(queue.complete(fifth, "{\"n\":2}", due.plus(LONGEST))).isTrue();
    assertThat(queue.bury(fifth, "gone", due)).isFalse();

    Task done = found(queue, first.task().id());
    assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(done.result()).isEqualTo("{\"n\":1}");
    assertThat(done.endedAt()).isEqualTo(due);
  }

  @Test
  default void snoozingBurnsNoAttemptAndSaysWhy() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    TaskLease lease = claimOne(queue, kind, NOON);

    assertThat(queue.snooze(lease, NOON.plusSeconds(60), "quota spent", NOON)).isTrue();

    Task waiting = found(queue, lease.task().id());
    assertThat(waiting.state()).isEqualTo(TaskState.WAITING);
    assertThat(waiting.attempts()).isZero();
    assertThat(waiting.reason()).isEqualTo("quota spent");
    assertThat(waiting.notBefore()).isEqualTo(NOON.plusSeconds(60));
    assertThat(claim(queue, kind, 1, NOON.plusSeconds(59))).isEmpty();
    assertThat(claimOne(queue, kind, NOON.plusSeconds(60)).fence()).isGreaterThan(lease.fence());
  }

  @Test
  default void retryingBurnsAnAttempt() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);

    assertThat(queue.retry(claimOne(queue, kind, NOON), NOON.plusSeconds(5), "broke", NOON))
        .isTrue();

    TaskLease second = claimOne(queue, kind, NOON.plusSeconds(5));
    assertThat(second.task().attempts()).isEqualTo(1);
  }

  @Test
  default void buryingKeepsTheReasonAndReplayingStartsAnew() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    TaskLease lease = claimOne(queue, kind, NOON);
    assertThat(queue.bury(lease, "410 gone", NOON.plusSeconds(1))).isTrue();
    Task dead = found(queue, lease.task().id());
    assertThat(dead.state()).isEqualTo(TaskState.FAILED);
    assertThat(dead.reason()).isEqualTo("410 gone");

    Task replayed = queue.replay(dead.id(), NOON.plusSeconds(2)).orElseThrow();

    assertThat(replayed.state()).isEqualTo(TaskState.QUEUED);
    assertThat(replayed.attempts()).isZero();
    assertThat(replayed.endedAt()).isNull();
    assertThat(claimOne(queue, kind, NOON.plusSeconds(2)).fence()).isGreaterThan(lease.fence());
  }

  @Test
  default void whatSucceededIsNotReplayed() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    TaskLease lease = claimOne(queue, kind, NOON);
    queue.complete(lease, "{}", NOON);

    assertThat(queue.replay(lease.task().id(), NOON).orElseThrow().state())
        .isEqualTo(TaskState.SUCCEEDED);
    assertThat(queue.replay(new TaskId("unknown-" + UUID.randomUUID()), NOON)).isEmpty();
  }

  @Test
  default void aReplayedTaskIsNotHeldToItsOldDeadline() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    Task task =
        accept(queue, order(kind, Priority.NORMAL, "a", null, null, NOON.plusSeconds(5)), NOON);
    sweepAll(queue, NOON.plusSeconds(6));
    assertThat(found(queue, task.id()).state()).isEqualTo(TaskState.FAILED);

    queue.replay(task.id(), NOON.plusSeconds(7));
    sweepAll(queue, NOON.plusSeconds(8));

    assertThat(claim(queue, kind, 1, NOON.plusSeconds(9))).hasSize(1);
  }

  @Test
  default void releasingHandsItBackUntouched() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);

    assertThat(queue.release(claimOne(queue, kind, NOON), NOON)).isTrue();

    assertThat(claimOne(queue, kind, NOON).task().attempts()).isZero();
  }

  @Test
  default void aRenewedLeaseLastsLongerButNotBeyondItsLatest() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    TaskLease lease = claimOne(queue, kind, NOON);

    assertThat(queue.renew(lease, LEASE, NOON.plusSeconds(20))).isEqualTo(Renewal.HELD);
    sweepAll(queue, NOON.plusSeconds(49));
    assertThat(found(queue, lease.task().id()).state()).isEqualTo(TaskState.RUNNING);
    assertThat(queue.renew(lease, Duration.ofHours(1), NOON.plusSeconds(49)))
        .isEqualTo(Renewal.HELD);
    sweepAll(queue, NOON.plus(LONGEST));

    assertThat(queue.renew(lease, LEASE, NOON.plus(LONGEST))).isEqualTo(Renewal.LOST);
    assertThat(found(queue, lease.task().id()).state()).isEqualTo(TaskState.QUEUED);
  }

  @Test
  default void whoSleptBeyondHisLeaseCanChangeNothing() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    TaskLease zombie = claimOne(queue, kind, NOON);
    Instant later = NOON.plus(LEASE).plusMillis(1);
    sweepAll(queue, later);
    TaskLease living = claimOne(queue, kind, later);

    assertThat(living.fence()).isGreaterThan(zombie.fence());
    assertThat(queue.renew(zombie, LEASE, later)).isEqualTo(Renewal.LOST);
    assertThat(queue.complete(zombie, "{\"by\":\"zombie\"}", later)).isFalse();
    assertThat(queue.retry(zombie, later, "zombie", later)).isFalse();
    assertThat(queue.snooze(zombie, later, "zombie", later)).isFalse();
    assertThat(queue.bury(zombie, "zombie", later)).isFalse();
    assertThat(queue.release(zombie, later)).isFalse();
    assertThat(queue.complete(living, "{\"by\":\"living\"}", later)).isTrue();
    assertThat(found(queue, living.task().id()).result()).isEqualTo("{\"by\":\"living\"}");
  }

  @Test
  default void anEndedLeaseChangesNothingEvenBeforeItIsSwept() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    TaskLease lease = claimOne(queue, kind, NOON);

    assertThat(queue.complete(lease, "{}", NOON.plus(LEASE))).isFalse();
    assertThat(queue.renew(lease, LEASE, NOON.plus(LEASE))).isEqualTo(Renewal.LOST);
  }

  @Test
  default void aSilentWorkerBurnsAttemptsUntilTheTaskIsBuried() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    Task task = accept(queue, order(kind), NOON);
    Instant now = NOON;
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(claim(queue, kind, 1, now)).hasSize(1);
      now = now.plus(LEASE).plusSeconds(1);
      sweepAll(queue, now);
    }

    Task dead = found(queue, task.id());
    assertThat(dead.state()).isEqualTo(TaskState.FAILED);
    assertThat(dead.attempts()).isEqualTo(3);
    assertThat(dead.reason()).isNotBlank();
  }

  @Test
  default void whatNobodyRunsIsCalledOffAtOnce() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    Task task = accept(queue, order(kind), NOON);

    assertThat(queue.cancel(task.id(), NOON).orElseThrow().state()).isEqualTo(TaskState.CANCELLED);
    assertThat(claim(queue, kind, 1, NOON)).isEmpty();
    assertThat(queue.cancel(new TaskId("unknown-" + UUID.randomUUID()), NOON)).isEmpty();
  }

  @Test
  default void whoRunsWhatWasCalledOffIsToldAndHandsItBackForGood() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    TaskLease lease = claimOne(queue, kind, NOON);

    assertThat(queue.cancel(lease.task().id(), NOON).orElseThrow().state())
        .isEqualTo(TaskState.RUNNING);
    assertThat(queue.renew(lease, LEASE, NOON)).isEqualTo(Renewal.CANCELLED);
    assertThat(queue.release(lease, NOON)).isTrue();

    assertThat(found(queue, lease.task().id()).state()).isEqualTo(TaskState.CANCELLED);
    assertThat(claim(queue, kind, 1, NOON)).isEmpty();
  }

  @Test
  default void aPassedDeadlineFailsWhatHasNotEnded() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    Instant deadline = NOON.plusSeconds(10);
    Task waits = accept(queue, order(kind, Priority.NORMAL, "a", null, null, deadline), NOON);

    assertThat(claim(queue, kind, 1, deadline)).isEmpty();
    sweepAll(queue, deadline);

    assertThat(found(queue, waits.id()).state()).isEqualTo(TaskState.FAILED);
    assertThat(found(queue, waits.id()).reason()).contains("deadline");
  }

  @Test
  default void aLeaseEndsWithItsTasksDeadline() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    Instant deadline = NOON.plusSeconds(10);
    accept(queue, order(kind, Priority.NORMAL, "a", null, null, deadline), NOON);

    TaskLease lease = claimOne(queue, kind, NOON);

    assertThat(lease.until()).isEqualTo(deadline);
    assertThat(lease.latest()).isEqualTo(deadline);
  }

  @Test
  default void tellsThePosition() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    Task first = accept(queue, order(kind), NOON);
    Task second = accept(queue, order(kind), NOON.plusMillis(1));
    Task urgent = accept(queue, order(kind, Priority.CRITICAL, "alice"), NOON.plusMillis(2));

    Instant now = NOON.plusMillis(3);
    assertThat(queue.position(urgent.id(), now)).contains(0L);
    assertThat(queue.position(first.id(), now)).contains(1L);
    assertThat(queue.position(second.id(), now)).contains(2L);
    claim(queue, kind, 1, now);
    assertThat(queue.position(urgent.id(), now)).isEmpty();
    assertThat(queue.position(second.id(), now)).contains(1L);
  }

  @Test
  default void listsTheLatestFirstPageByPage() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    List<TaskId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(0, accept(queue, order(kind), NOON.plusMillis(i)).id());
    }
    TaskQuery firstPage = new TaskQuery(kind, TaskState.QUEUED, "alice", null, null, 3);

    List<TaskId> page = queue.list(firstPage).stream().map(Task::id).toList();
    List<TaskId> rest =
        queue.list(new TaskQuery(kind, null, null, null, page.get(2), 3)).stream()
            .map(Task::id)
            .toList();

    assertThat(page).isEqualTo(ids.subList(0, 3));
    assertThat(rest).isEqualTo(ids.subList(3, 5));
    assertThat(queue.list(new TaskQuery(kind, TaskState.FAILED, null, null, null, 3))).isEmpty();
    assertThat(queue.list(new TaskQuery(kind, null, "bob", null, null, 3))).isEmpty();
  }

  @Test
  default void tellsHowManyWaitByKindAndPriority() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    accept(queue, order(kind), NOON);
    accept(queue, order(kind), NOON.plusSeconds(1));
    accept(
        queue,
        order(kind, Priority.NORMAL, "alice", null, NOON.plusSeconds(60), null),
        NOON.plusSeconds(1));
    accept(queue, order(kind, Priority.LOW, "alice"), NOON.plusSeconds(1));
    claim(queue, kind, 1, NOON.plusSeconds(2));

    List<QueueDepth> depths =
        queue.depths(NOON.plusSeconds(2)).stream()
            .filter(depth -> depth.kind().equals(kind))
            .toList();

    assertThat(depths)
        .containsExactlyInAnyOrder(
            new QueueDepth(kind, Priority.NORMAL, 1, 1, 1, NOON.plusSeconds(1)),
            new QueueDepth(kind, Priority.LOW, 1, 0, 0, NOON.plusSeconds(1)));
  }

  @Test
  default void historyEndsAfterAWhileAndItsKeyIsFree() {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    NewTask order = order(kind, Priority.NORMAL, "alice", "once", null, null);
    accept(queue, order, NOON);
    queue.complete(claimOne(queue, kind, NOON), "{}", NOON);

    sweepAll(queue, NOON.plus(HISTORY));
    assertThat(queue.find(order.id())).isPresent();
    sweepAll(queue, NOON.plus(HISTORY).plusSeconds(1));

    assertThat(queue.find(order.id())).isEmpty();
    NewTask again = order(kind, Priority.NORMAL, "alice", "once", null, null);
    assertThat(queue.enqueue(again, 9, NOON)).isInstanceOf(Enqueued.Accepted.class);
  }

  @Test
  default void hintsAtNewWork() throws InterruptedException {
    TaskQueue queue = taskQueue();
    CountDownLatch hinted = new CountDownLatch(1);
    Runnable end = queue.listen(hinted::countDown);
    try {
      accept(queue, order(freshKind()), NOON);
      assertThat(hinted.await(5, TimeUnit.SECONDS)).isTrue();
    } finally {
      end.run();
    }
  }

  @Test
  default void workersWhoClaimAtOnceGetEachTaskOnce() throws Exception {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    int tasks = 300;
    queue.enqueueAll(IntStream.range(0, tasks).mapToObj(i -> order(kind)).toList(), tasks, NOON);
    ConcurrentLinkedQueue<TaskLease> taken = new ConcurrentLinkedQueue<>();
    atOnce(
        16,
        () -> {
          List<TaskLease> leases = claim(queue, kind, 7, NOON);
          while (!leases.isEmpty()) {
            taken.addAll(leases);
            leases = claim(queue, kind, 7, NOON);
          }
        });

    Set<TaskId> ids = new HashSet<>();
    taken.forEach(lease -> ids.add(lease.task().id()));
    assertThat(taken).hasSize(tasks);
    assertThat(ids).hasSize(tasks);
  }

  @Test
  default void handingInTheSameKeyAtOnceMakesOneTask() throws Exception {
    TaskQueue queue = taskQueue();
    String kind = freshKind();
    ConcurrentLinkedQueue<Enqueued> answers = new ConcurrentLinkedQueue<>();
    atOnce(
        32,
        () ->
            answers.add(
                queue.enqueue(
                    order(kind, Priority.NORMAL, "alice", "same", null, null), 99, NOON)));

    assertThat(answers).hasSize(32);
    assertThat(answers).filteredOn(Enqueued.Accepted.class::isInstance).hasSize(1);
    assertThat(claim(queue, kind, 99, NOON)).hasSize(1);
  }

  /** Runs it on so many threads, and waits until all are through. */
  private void atOnce(int threads, Runnable work) throws Exception {
    ExecutorService executor = threads();
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(executor.submit(work));
      }
      for (Future<?> one : all) {
        one.get(1, TimeUnit.MINUTES);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private void sweepAll(TaskQueue queue, Instant now) {
    int changed = 1;
    while (changed > 0) {
      changed = queue.sweep(3, HISTORY, now);
    }
  }
}
