package dev.headgate.core.job;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.ManualTime;
import dev.headgate.core.Race;
import dev.headgate.core.job.JobPlace.Full;
import dev.headgate.core.job.JobPlace.Held;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.slot.ModelSlots;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class JobSlotsTest {
  private final ManualTime clock = ManualTime.atNoon();
  private final AtomicReference<JobCaps> caps =
      new AtomicReference<>(new JobCaps(2, Map.of("small", 1)));
  private final JobSlots slots = new JobSlots(new ModelSlots(), caps::get);

  private static TaskId task(int number) {
    return new TaskId("task-" + number);
  }

  private JobPlace take(String namespace, int number) {
    return slots.take(namespace, task(number), clock.instant());
  }

  private JobPlace await(String namespace, int number) {
    return slots.await(namespace, task(number), clock.instant());
  }

  private int position(String namespace, int number) {
    return await(namespace, number) instanceof Full full ? full.position() : 0;
  }

  private void leave(JobPlace place) {
    slots.leave(((Held) place).lease());
  }

  @Test
  void givesAsManyPlacesAsTheCapsAllow() {
    assertThat(take("small", 1)).isInstanceOf(Held.class);
    assertThat(take("small", 2))
        .isEqualTo(new Full("concurrent job limit reached: 2 in all, 1 in namespace small", 0));
    JobPlace other = take("large", 3);
    assertThat(other).isInstanceOf(Held.class);
    assertThat(take("large", 4)).isEqualTo(new Full("concurrent job limit reached: 2 in all", 0));
    assertThat(take("large", 3)).as("its own place again").isInstanceOf(Held.class);
    leave(take("large", 3));
    assertThat(take("large", 4)).isInstanceOf(Held.class);
  }

  @Test
  void whoWaitsGoesInTheOrderInWhichHeCame() {
    JobPlace first = await("large", 1);
    JobPlace second = await("large", 2);
    assertThat(position("large", 3)).isEqualTo(1);
    assertThat(position("large", 4)).isEqualTo(2);
    assertThat(position("large", 5)).isEqualTo(3);

    leave(first);

    assertThat(position("large", 4)).as("not his turn").isEqualTo(2);
    assertThat(position("large", 5)).isEqualTo(3);
    assertThat(await("large", 3)).isInstanceOf(Held.class);
    assertThat(position("large", 4)).isEqualTo(1);
    leave(second);
    assertThat(await("large", 4)).isInstanceOf(Held.class);
    assertThat(slots.line(10, clock.instant()))
        .extracting(JobSlots.Holding::task)
        .containsExactly(task(5));
  }

  @Test
  void aFullNamespaceHoldsUpNobodyBehindIt() {
    await("small", 1);
    assertThat(position("small", 2)).isEqualTo(1);
    assertThat(await("large", 3)).isInstanceOf(Held.class);
  }

  @Test
  void whoDoesNotAskAgainLeavesTheLine() {
    JobPlace first = await("large", 1);
    await("large", 2);
    position("large", 3);
    clock.advance(Duration.ofSeconds(30));
    take("large", 1);
    take("large", 2);
    assertThat(position("large", 4)).isEqualTo(2);
    clock.advance(Duration.ofSeconds(31));
    leave(first instanceof Held ? take("large", 1) : first);
    assertThat(await("large", 4)).isInstanceOf(Held.class);
  }

  @Test
  void capsThatAreLoweredDrain() {
    JobPlace first = take("large", 1);
    JobPlace second = take("large", 2);
    caps.set(new JobCaps(1, Map.of()));
    assertThat(slots.overfull("large", clock.instant())).isTrue();
    assertThat(take("large", 1)).as("nobody is thrown out").isInstanceOf(Held.class);
    leave(take("large", 1));
    assertThat(take("large", 3)).isInstanceOf(Full.class);
    assertThat(slots.overfull("large", clock.instant())).isFalse();
    leave(second);
    assertThat(take("large", 3)).isInstanceOf(Held.class);
    caps.set(new JobCaps(2, Map.of()));
    assertThat(take("large", 4)).isInstanceOf(Held.class);
    assertThat(first).isInstanceOf(Held.class);
  }

  @Test
  void aJobThatIsThereAlreadyCountsWhetherOrNotThereIsRoom() {
    take("large", 1);
    take("large", 2);
    slots.adopt("large", task(3), clock.instant());
    assertThat(slots.overfull("large", clock.instant())).isTrue();
    assertThat(slots.holdings(10, clock.instant()))
        .extracting(JobSlots.Holding::task)
        .containsExactly(task(1), task(2), task(3));
    leave(take("large", 1));
    assertThat(take("large", 4)).isInstanceOf(Full.class);
  }

  @Test
  void aPlaceIsFreeWhenItsLeaseHasRunOut() {
    take("large", 1);
    take("large", 2);
    clock.advance(JobSlots.LEASE.minusMillis(1));
    assertThat(take("large", 3)).isInstanceOf(Full.class);
    take("large", 2);
    clock.advance(Duration.ofMillis(1));
    assertThat(take("large", 3)).isInstanceOf(Held.class);
    assertThat(take("large", 4)).isInstanceOf(Full.class);
  }

  @Test
  void noMoreThanTheCapsEverHoldAPlace() {
    caps.set(new JobCaps(7, Map.of("a", 3, "b", 5)));
    long held =
        Race.of(
                24,
                runner -> {
                  String namespace = runner % 2 == 0 ? "a" : "b";
                  return take(namespace, runner) instanceof Held ? 1 : 0;
                })
            .stream()
            .mapToLong(Integer::longValue)
            .sum();
    assertThat(held).isEqualTo(7);
  }

  @Test
  void whoeverAsksFirstEveryPlaceGoesToTheFirstInLine() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    caps.set(new JobCaps(3, Map.of("a", 2)));
    Map<Integer, String> waiting = new LinkedHashMap<>();
    Map<Integer, JobPlace> running = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      String namespace = random.nextBoolean() ? "a" : "b";
      if (await(namespace, i) instanceof Held held) {
        running.put(i, held);
      } else {
        waiting.put(i, namespace);
      }
    }
    while (!waiting.isEmpty()) {
      List<Integer> keys = List.copyOf(running.keySet());
      if (!keys.isEmpty() && random.nextBoolean()) {
        int leaving = keys.get(random.nextInt(keys.size()));
        leave(requireNonNull(running.get(leaving)));
        running.remove(leaving);
      }
      List<Integer> asking = List.copyOf(waiting.keySet());
      int asked = asking.get(random.nextInt(asking.size()));
      String namespace = requireNonNull(waiting.get(asked));
      if (await(namespace, asked) instanceof Held held) {
        running.put(asked, held);
        waiting.remove(asked);
        long passed =
            waiting.entrySet().stream()
                .filter(other -> other.getKey() < asked && other.getValue().equals(namespace))
                .count();
        assertThat(passed)
            .as("seed %d: those before it have places of their own", seed)
            .isLessThanOrEqualTo(3 - running.size());
      }
      assertThat(running.size()).as("seed %d", seed).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void refusesCapsBelowNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JobCaps(-1, Map.of()))
        .withMessageContaining("total: -1 (expected: 0 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JobCaps(1, Map.of("a", -1)))
        .withMessageContaining("namespaces.a: -1");
    assertThat(new JobCaps(2, Map.of("a", 5)).of("a")).isEqualTo(2);
  }
}
