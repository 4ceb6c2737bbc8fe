package dev.headgate.storage.memory.slot;

import dev.headgate.core.slot.Slots;
import dev.headgate.core.slot.SlotsContract;

class MemorySlotsTest implements SlotsContract {

  private final Slots slots = new MemorySlots();

  @Override
  public Slots slots() {
    return slots;
  }
}
