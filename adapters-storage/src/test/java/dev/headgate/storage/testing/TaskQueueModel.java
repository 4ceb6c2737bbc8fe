package dev.headgate.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.core.queue.TaskState;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks two queues the same at random, and compares what they answer; fences may differ. */
final class TaskQueueModel {
  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final Duration LONGEST = Duration.ofSeconds(45);
  private static final Duration HISTORY = Duration.ofSeconds(40);
  private static final int ATTEMPTS = 3;
  private static final int MOST = 25;

  private final TaskQueue model = new MemoryTaskQueue();
  private final TaskQueue queue;
  private final Random random;
  private final List<String> kinds =
      List.of(TaskQueueContract.freshKind(), TaskQueueContract.freshKind());
  private final String group = "g" + UUID.randomUUID();
  private final List<NewTask> orders = new ArrayList<>();
  private final List<Pair> leases = new ArrayList<>();
  private Instant now = TaskQueueContract.NOON;

  TaskQueueModel(TaskQueue queue, Random random) {
    this.queue = queue;
    this.random = random;
  }

  /** Lets some time pass, or asks something. */
  void step() {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> enqueue();
      case 4, 5, 6 -> claim();
      case 7, 8 -> settle();
      case 9 -> renew();
      case 10 -> both(id -> asked -> asked.cancel(id, now));
      case 11 -> both(id -> asked -> asked.replay(id, now));
      case 12 -> positions();
      case 13 -> list();
      case 14 -> pass(Duration.ofSeconds(random.nextInt(30)));
      default -> pass(Duration.ZERO);
    }
    depths();
    both(id -> asked -> asked.find(id));
  }

  private void enqueue() {
    String kind = any(kinds);
    List<NewTask> several = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      several.add(
          orders.isEmpty() || random.nextInt(10) > 0 ? order(kind) : again(any(orders), kind));
    }
    orders.addAll(several);
    same(asked -> {
      List<Enqueued> answers = asked.enqueueAll(several, MOST, now);
      return answers.stream().map(TaskQueueModel::view).toList();
    });
  }

  private NewTask order(String kind) {
    return new NewTask(
        new TaskId(UUID.randomUUID().toString()),
        kind,
        any(List.of(Priority.values())),
        any(List.of("alice", "bob", "zo\u00eb")),
        "{\"n\":" + random.nextInt() + "}",
        sometimes("key-" + random.nextInt(8)),
        sometimes(group),
        sometimes(now.plusMillis(random.nextInt(40_000))),
        sometimes(now.plusMillis(1 + random.nextInt(60_000))),
        "request-" + random.nextInt());
  }

  /** Known already, or forgotten; when a deadline that has passed is noticed is a queue's own. */
  private NewTask again(NewTask order, String kind) {
    Instant deadline = order.deadline();
    return new NewTask(
        order.id(),
        kind,
        order.priority(),
        order.caller(),
        order.payload(),
        order.key(),
        order.group(),
        order.notBefore(),
        deadline == null || deadline.isAfter(now) ? deadline : null,
        order.origin());
  }

  private void claim() {
    Set<String> some = random.nextBoolean() ? Set.copyOf(kinds) : Set.of(any(kinds));
    int most = 1 + random.nextInt(4);
    List<TaskLease> expected = model.claim("w", some, most, LEASE, LONGEST, now);
    List<TaskLease> actual = queue.claim("w", some, most, LEASE, LONGEST, now);
    assertThat(actual.stream().map(TaskQueueModel::view).toList())
        .isEqualTo(expected.stream().map(TaskQueueModel::view).toList());
    for (int i = 0; i < expected.size(); i++) {
      leases.add(new Pair(expected.get(i), actual.get(i)));
    }
  }

  private void settle() {
    Instant later = now.plusMillis(random.nextInt(20_000) - 1_000L);
    int how = random.nextInt(8);
    BiFunction<TaskQueue, TaskLease, Boolean> word =
        switch (how) {
          case 0 -> (asked, lease) -> asked.snooze(lease, later, "busy", now);
          case 1, 2 -> (asked, lease) -> asked.retry(lease, later, "broke", now);
          case 3 -> (asked, lease) -> asked.bury(lease, "gone", now);
          case 4 -> (asked, lease) -> asked.release(lease, now);
          default -> (asked, lease) -> asked.complete(lease, "{\"done\":true}", now);
        };
    withLease(word);
  }

  private void renew() {
    Duration length = Duration.ofMillis(random.nextInt(30_000));
    withLease((asked, lease) -> asked.renew(lease, length, now));
  }

  private <T> void withLease(BiFunction<TaskQueue, TaskLease, T> word) {
    if (!leases.isEmpty()) {
      Pair pair = leases.get(Math.max(0, leases.size() - 1 - random.nextInt(6)));
      assertThat(word.apply(queue, pair.actual())).isEqualTo(word.apply(model, pair.expected()));
    }
  }

  private void positions() {
    for (NewTask order : orders) {
      same(asked -> asked.position(order.id(), now));
    }
  }

  private void list() {
    TaskId before = orders.isEmpty() ? null : sometimes(any(orders).id());
    TaskQuery query =
        new TaskQuery(
            any(kinds),
            sometimes(any(List.of(TaskState.values()))),
            sometimes("alice"),
            sometimes(group),
            before,
            1 + random.nextInt(20));
    same(asked -> asked.list(query).stream().map(TaskQueueModel::view).toList());
  }

  private void depths() {
    same(asked -> {
      Set<QueueDepth> own = new HashSet<>(asked.depths(now));
      own.removeIf(depth -> !kinds.contains(depth.kind()));
      return own;
    });
  }

  /** Both look after the time at once: when they notice what it has done is their own. */
  private void pass(Duration time) {
    now = now.plus(time).plusNanos(1_000L * (1 + random.nextInt(900_000)));
    for (TaskQueue asked : List.of(model, queue)) {
      int changed = 1;
      while (changed > 0) {
        changed = asked.sweep(ATTEMPTS, HISTORY, now);
      }
    }
  }

  private void both(Function<TaskId, Function<TaskQueue, Optional<Task>>> question) {
    if (!orders.isEmpty()) {
      Function<TaskQueue, Optional<Task>> one = question.apply(any(orders).id());
      same(asked -> one.apply(asked).map(TaskQueueModel::view));
    }
  }

  private void same(Function<TaskQueue, ?> question) {
    assertThat((Object) question.apply(queue)).isEqualTo(question.apply(model));
  }

  private <T> T any(List<T> things) {
    return things.get(random.nextInt(things.size()));
  }

  private <T> @Nullable T sometimes(T thing) {
    return random.nextInt(4) == 0 ? thing : null;
  }

  private static String view(Enqueued answer) {
    if (answer instanceof Enqueued.Accepted accepted) {
      return "accepted " + view(accepted.task());
    }
    return answer instanceof Enqueued.Existing existing
        ? "existing " + view(existing.task())
        : "full " + ((Enqueued.Full) answer).depth();
  }

  private static String view(TaskLease lease) {
    return "%s until %s, %s".formatted(view(lease.task()), lease.until(), lease.latest());
  }

  private static String view(Task task) {
    return task.toString().replaceFirst("fence=" + task.fence(), "fence=" + (task.fence() > 0));
  }

  private record Pair(TaskLease expected, TaskLease actual) {}
}
