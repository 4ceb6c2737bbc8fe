package dev.headgate.storage.postgres.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotDecision.Full;
import dev.headgate.core.slot.SlotDecision.Taken;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.slot.SlotsContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresSlotsTest implements SlotsContract {

  private static PostgresDatabase database;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
  }

  @AfterAll
  static void disconnect() {
    database.close();
  }

  @Override
  public Slots slots() {
    return new PostgresSlots(database, true);
  }

  @Test
  void crossedPoolsFillExactlyAndNobodyWaitsInACircle() {
    PostgresSlots slots = new PostgresSlots(database);
    SlotPool left = new SlotPool("crossed-left", 10);
    SlotPool right = new SlotPool("crossed-right", 20);
    List<SlotDecision> decisions =
        Race.of(
            32,
            runner ->
                slots.acquire(
                    "holder-" + runner,
                    runner % 2 == 0 ? List.of(left, right) : List.of(right, left),
                    MINUTE,
                    NOON));
    assertThat(decisions).filteredOn(Taken.class::isInstance).hasSize(10);
    assertThat(decisions)
        .filteredOn(Full.class::isInstance)
        .allSatisfy(full -> assertThat(((Full) full).pools()).containsExactly("crossed-left"));
    assertThat(slots.occupied("crossed-left", NOON)).isEqualTo(10);
    assertThat(slots.occupied("crossed-right", NOON)).isEqualTo(10);
  }

  @Test
  void theCountEqualsTheLeasesWhateverHappens() {
    PostgresSlots slots = new PostgresSlots(database, true);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<SlotLease> held = new ArrayList<>();
    Instant now = NOON;
    for (int step = 0; step < 400; step++) {
      now = now.plusSeconds(random.nextInt(3));
      switch (random.nextInt(4)) {
        case 0 -> held.stream().findAny().ifPresent(slots::release);
        case 1 -> {
          if (!held.isEmpty()) {
            slots.renew(held.get(random.nextInt(held.size())), MINUTE, now);
          }
        }
        default -> {
          List<SlotPool> pools =
              random.nextBoolean()
                  ? List.of(new SlotPool("counted-a", 3 + random.nextInt(3)))
                  : List.of(new SlotPool("counted-b", 4), new SlotPool("counted-a", 4));
          Duration length = Duration.ofSeconds(1 + random.nextInt(20));
          String holder = "h" + random.nextInt(8);
          if (slots.acquire(holder, pools, length, now) instanceof Taken taken) {
            held.add(0, taken.lease());
          }
        }
      }
      for (String pool : List.of("counted-a", "counted-b")) {
        assertThat(slots.occupied(pool, now))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(slots.holders(pool, 100, now).size());
      }
    }
  }
}
