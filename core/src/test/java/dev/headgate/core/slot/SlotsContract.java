package dev.headgate.core.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.Race;
import dev.headgate.core.slot.SlotDecision.Full;
import dev.headgate.core.slot.SlotDecision.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Slots} does that takes its callers' time. The store may be shared. */
public interface SlotsContract {

  Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  Duration MINUTE = Duration.ofMinutes(1);

  /** The same store each time. */
  Slots slots();

  /** A pool nobody else uses. */
  static SlotPool fresh(long capacity) {
    return new SlotPool("pool-" + UUID.randomUUID(), capacity);
  }

  private SlotDecision ask(String holder, Instant now, SlotPool... pools) {
    return slots().acquire(holder, List.of(pools), MINUTE, now);
  }

  private SlotLease take(String holder, Instant now, SlotPool... pools) {
    SlotDecision decision = ask(holder, now, pools);
    assertThat(decision).isInstanceOf(Taken.class);
    return ((Taken) decision).lease();
  }

  private static void assertFull(SlotDecision decision, Instant freeAt, SlotPool... pools) {
    assertThat(decision)
        .isEqualTo(new Full(List.of(pools).stream().map(SlotPool::name).toList(), freeAt));
  }

  @Test
  default void letsInAsManyAsThereArePlacesAndNoMore() {
    SlotPool pool = fresh(3);
    for (int i = 0; i < 3; i++) {
      take("holder-" + i, NOON.plusSeconds(i), pool);
    }
    assertFull(ask("late", NOON.plusSeconds(3), pool), NOON.plus(MINUTE), pool);
    assertThat(slots().occupied(pool.name(), NOON.plusSeconds(3))).isEqualTo(3);
  }

  @Test
  default void aLeaseSaysWhoHoldsWhatAndHowLong() {
    SlotPool all = fresh(2);
    SlotPool own = fresh(1);
    SlotLease lease = take("me", NOON, all, own);
    assertThat(lease.holder()).isEqualTo("me");
    assertThat(lease.pools()).containsExactly(all.name(), own.name());
    assertThat(lease.until()).isEqualTo(NOON.plus(MINUTE));
    assertThat(slots().holders(all.name(), 10, NOON)).containsExactly(lease);
    assertThat(slots().holders(own.name(), 10, NOON)).containsExactly(lease);
  }

  @Test
  default void takesAPlaceInEveryPoolOrInNone() {
    SlotPool wide = fresh(10);
    SlotPool narrow = fresh(1);
    SlotPool closed = fresh(1);
    take("first", NOON, narrow);
    take("first", NOON.plusSeconds(5), closed);
    Instant later = NOON.plusSeconds(10);
    assertFull(
        ask("second", later, wide, narrow, closed),
        NOON.plusSeconds(5).plus(MINUTE),
        narrow,
        closed);
    assertThat(slots().occupied(wide.name(), later)).isZero();
    assertThat(slots().holders(wide.name(), 10, later)).isEmpty();
  }

  @Test
  default void aCapacityOfZeroLetsNobodyInEver() {
    SlotPool none = fresh(0);
    assertFull(ask("anyone", NOON, none), Instant.MAX, none);
  }

  @Test
  default void whoAsksAgainKeepsHisPlaceUnderAHigherFence() {
    SlotPool pool = fresh(1);
    SlotLease first = take("me", NOON, pool);
    SlotLease second = take("me", NOON.plusSeconds(30), pool);
    assertThat(second.fence()).isGreaterThan(first.fence());
    assertThat(second.until()).isEqualTo(NOON.plusSeconds(90));
    assertThat(slots().holders(pool.name(), 10, NOON.plusSeconds(30))).containsExactly(second);
  }

  @Test
  default void whoAsksAgainKeepsHisPlaceInAPoolThatIsFullMeanwhile() {
    String name = fresh(1).name();
    take("me", NOON, new SlotPool(name, 2));
    take("other", NOON, new SlotPool(name, 2));
    take("me", NOON, new SlotPool(name, 1));
    assertThat(slots().occupied(name, NOON)).isEqualTo(2);
  }

  @Test
  default void anEarlierLeaseOfTheSameHolderCanChangeNothing() {
    SlotPool pool = fresh(1);
    SlotLease zombie = take("me", NOON, pool);
    SlotLease living = take("me", NOON, pool);
    assertThat(slots().renew(zombie, Duration.ofHours(1), NOON)).isFalse();
    slots().release(zombie);
    assertThat(slots().holders(pool.name(), 10, NOON)).containsExactly(living);
  }

  @Test
  default void theFenceGrowsFromHolderToHolder() {
    SlotPool pool = fresh(1);
    long last = 0;
    for (int i = 0; i < 10; i++) {
      SlotLease lease = take("holder-" + i, NOON, pool);
      assertThat(lease.fence()).isGreaterThan(last);
      last = lease.fence();
      slots().release(lease);
    }
  }

  @Test
  default void aPlaceIsFreeWhenItsLeaseHasEndedAndNotBefore() {
    SlotPool pool = fresh(1);
    SlotLease ended = take("first", NOON, pool);
    Instant justBefore = NOON.plus(MINUTE).minusMillis(1);
    assertFull(ask("second", justBefore, pool), NOON.plus(MINUTE), pool);
    SlotLease next = take("second", NOON.plus(MINUTE), pool);
    assertThat(next.fence()).isGreaterThan(ended.fence());
    assertThat(slots().renew(ended, MINUTE, NOON.plus(MINUTE))).isFalse();
    slots().release(ended);
    assertThat(slots().holders(pool.name(), 10, NOON.plus(MINUTE))).containsExactly(next);
  }

  @Test
  default void anEndedLeaseIsNotRenewedEvenWhereNobodyTookThePlace() {
    SlotPool pool = fresh(1);
    SlotLease lease = take("me", NOON, pool);
    assertThat(slots().renew(lease, MINUTE, NOON.plus(MINUTE))).isFalse();
    assertThat(slots().occupied(pool.name(), NOON.plus(MINUTE))).isZero();
  }

  @Test
  default void aRenewedLeaseLastsFromNow() {
    SlotPool one = fresh(1);
    SlotPool two = fresh(1);
    SlotLease lease = take("me", NOON, one, two);
    assertThat(slots().renew(lease, Duration.ofSeconds(90), NOON.plusSeconds(59))).isTrue();
    Instant until = NOON.plusSeconds(149);
    assertFull(ask("other", NOON.plusSeconds(148), two), until, two);
    assertThat(slots().holders(one.name(), 1, NOON.plusSeconds(148)).get(0).until())
        .isEqualTo(until);
    assertThat(slots().occupied(one.name(), until)).isZero();
  }

  @Test
  default void aLeaseThatLostOneOfItsPoolsIsNotRenewedInTheOthers() {
    SlotPool kept = fresh(1);
    SlotPool lost = fresh(1);
    SlotLease both = take("me", NOON, kept, lost);
    SlotLease one = take("me", NOON.plusSeconds(1), lost);
    assertThat(slots().renew(both, Duration.ofHours(1), NOON.plusSeconds(2))).isFalse();
    assertThat(slots().occupied(kept.name(), NOON.plus(MINUTE))).isZero();
    slots().release(both);
    assertThat(slots().occupied(kept.name(), NOON.plusSeconds(2))).isZero();
    assertThat(slots().holders(lost.name(), 10, NOON.plusSeconds(2))).containsExactly(one);
  }

  @Test
  default void aReleasedPlaceIsFreeAtOnceAndReleasingTwiceIsHarmless() {
    SlotPool one = fresh(1);
    SlotPool two = fresh(1);
    SlotLease lease = take("me", NOON, one, two);
    slots().release(lease);
    SlotLease next = take("other", NOON, one, two);
    slots().release(lease);
    assertThat(slots().holders(two.name(), 10, NOON)).containsExactly(next);
    assertThat(slots().renew(lease, MINUTE, NOON)).isFalse();
  }

  @Test
  default void aLoweredCapacityDrainsThePoolAndThrowsNobodyOut() {
    String name = fresh(1).name();
    List<SlotLease> leases = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      leases.add(take("holder-" + i, NOON.plusSeconds(i), new SlotPool(name, 4)));
    }
    SlotPool lowered = new SlotPool(name, 2);
    Instant now = NOON.plusSeconds(10);
    assertThat(slots().occupied(name, now)).isEqualTo(4);
    // Three have to leave before there is room for one more.
    assertFull(ask("late", now, lowered), leases.get(2).until(), lowered);
    slots().release(leases.get(0));
    slots().release(leases.get(1));
    assertFull(ask("late", now, lowered), leases.get(2).until(), lowered);
    slots().release(leases.get(2));
    take("late", now, lowered);
  }

  @Test
  default void holdersAreListedOldestFirstAndNoMoreThanAskedFor() {
    SlotPool pool = fresh(5);
    List<SlotLease> leases =
        IntStream.range(0, 5).mapToObj(i -> take("holder-" + (9 - i), NOON, pool)).toList();
    assertThat(slots().holders(pool.name(), 3, NOON)).isEqualTo(leases.subList(0, 3));
    assertThat(slots().holders(pool.name(), 10, NOON)).isEqualTo(leases);
    assertThat(slots().holders(pool.name(), 0, NOON)).isEmpty();
    assertThat(slots().holders("never-" + pool.name(), 10, NOON)).isEmpty();
    assertThat(slots().occupied("never-" + pool.name(), NOON)).isZero();
  }

  @Test
  default void namesMayHoldAnything() {
    SlotPool odd = new SlotPool("a:b {c}\n\u00e9 \ud83d\ude00 " + UUID.randomUUID(), 1);
    SlotPool other = fresh(1);
    SlotLease lease = take("3:x {y}\t\u6f22", NOON, odd, other);
    assertThat(slots().holders(odd.name(), 10, NOON)).containsExactly(lease);
    assertThat(slots().renew(lease, MINUTE, NOON)).isTrue();
    slots().release(lease);
    assertThat(slots().occupied(odd.name(), NOON)).isZero();
  }

  @Test
  default void aRaceFillsThePoolsExactly() {
    SlotPool shared = fresh(20);
    SlotPool left = fresh(5);
    SlotPool right = fresh(40);
    List<SlotDecision> decisions =
        Race.of(
            64,
            i ->
                i % 2 == 0
                    ? ask("holder-" + i, NOON, shared, left)
                    : ask("holder-" + i, NOON, right, shared));
    List<SlotLease> taken =
        decisions.stream()
            .filter(Taken.class::isInstance)
            .map(decision -> ((Taken) decision).lease())
            .toList();
    assertThat(taken).hasSize(20);
    assertThat(taken).map(SlotLease::fence).doesNotHaveDuplicates();
    assertThat(slots().occupied(shared.name(), NOON)).isEqualTo(20);
    assertThat(slots().occupied(left.name(), NOON)).isLessThanOrEqualTo(5);
    assertThat(slots().occupied(left.name(), NOON) + slots().occupied(right.name(), NOON))
        .isEqualTo(20);
  }

  @Test
  default void oneHolderWhoAsksManyTimesAtOnceGetsOnePlaceAndOneLivingLease() {
    SlotPool pool = fresh(8);
    List<SlotLease> leases = Race.of(16, i -> take("me", NOON, pool));
    assertThat(slots().occupied(pool.name(), NOON)).isEqualTo(1);
    assertThat(leases).filteredOn(lease -> slots().renew(lease, MINUTE, NOON)).hasSize(1);
  }

  @Test
  default void rejectsWhatMakesNoSenseAndChangesNothing() {
    SlotPool pool = fresh(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slots().acquire(" ", List.of(pool), MINUTE, NOON))
        .withMessageContaining("holder");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slots().acquire("me", List.of(), MINUTE, NOON))
        .withMessageContaining("pools");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slots().acquire("me", List.of(pool, pool), MINUTE, NOON))
        .withMessageContaining("pools");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slots().acquire("me", List.of(pool), Duration.ofNanos(999_999), NOON))
        .withMessageContaining("lease");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> slots().holders(pool.name(), -1, NOON))
        .withMessageContaining("limit");
    assertThat(slots().occupied(pool.name(), NOON)).isZero();
  }

  /** Random calls, held against a list of what must be true at any time. */
  @Test
  default void neverLetsInMoreThanTheCapacityWhateverHappens() {
    long seed = Long.getLong("headgate.seed", System.nanoTime());
    System.out.println("SlotsContract: -Dheadgate.seed=" + seed);
    Random random = new Random(seed);
    List<SlotPool> pools = List.of(fresh(3), fresh(2), fresh(5));
    Map<String, SlotLease> living = new HashMap<>();
    Instant now = NOON;
    for (int step = 0; step < 400; step++) {
      String here = "seed " + seed + ", step " + step;
      now = now.plusSeconds(random.nextInt(3));
      Instant moment = now;
      living.values().removeIf(lease -> !moment.isBefore(lease.until()));
      String holder = "holder-" + random.nextInt(8);
      SlotLease held = living.get(holder);
      switch (random.nextInt(4)) {
        case 0 -> {
          if (held != null) {
            slots().release(held);
            living.remove(holder);
          }
        }
        case 1 -> {
          if (held != null) {
            assertThat(slots().renew(held, Duration.ofSeconds(15), now)).as(here).isTrue();
            Instant until = now.plusSeconds(15);
            living.put(holder, new SlotLease(holder, held.fence(), held.pools(), until));
          }
        }
        default -> {
          if (held == null) {
            Duration length = Duration.ofSeconds(1 + random.nextInt(20));
            SlotDecision decision = slots().acquire(holder, pools, length, now);
            assertThat(decision instanceof Taken).as(here).isEqualTo(living.size() < 2);
            if (decision instanceof Taken taken) {
              living.put(holder, taken.lease());
            }
          }
        }
      }
      for (SlotPool pool : pools) {
        assertThat(slots().occupied(pool.name(), now)).as(here).isEqualTo(living.size());
      }
    }
  }
}
