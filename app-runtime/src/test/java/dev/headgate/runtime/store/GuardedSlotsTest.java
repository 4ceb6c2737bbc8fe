package dev.headgate.runtime.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.slot.SlotsContract;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.storage.memory.slot.MemorySlots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardedSlotsTest implements SlotsContract {
  private final Slots slots = new MemorySlots();

  @Override
  public Slots slots() {
    return new GuardedSlots(slots, StoreCalls.UNGUARDED);
  }

  @Test
  void takesNoPlaceWhileTheWayIsBarred() {
    Slots barred = new GuardedSlots(slots, new Barred());
    assertThatThrownBy(() ->
            barred.acquire(
                "one", List.of(new SlotPool("pool", 1)), Duration.ofSeconds(1), Instant.EPOCH))
        .isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> barred.occupied("pool", Instant.EPOCH))
        .isInstanceOf(StorageUnavailable.class);
  }
}
