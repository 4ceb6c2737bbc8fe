package dev.headgate.core.gateway;

class SleepingWaiterTest implements WaiterContract {
  @Override
  public Waiter waiter() {
    return new SleepingWaiter();
  }
}
