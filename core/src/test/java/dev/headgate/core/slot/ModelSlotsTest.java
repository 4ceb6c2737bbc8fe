package dev.headgate.core.slot;

class ModelSlotsTest implements SlotsContract {
  private final ModelSlots slots = new ModelSlots();

  @Override
  public Slots slots() {
    return slots;
  }
}
