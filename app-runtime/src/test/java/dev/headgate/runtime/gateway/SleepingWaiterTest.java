package dev.headgate.runtime.gateway;

import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.gateway.WaiterContract;

class SleepingWaiterTest implements WaiterContract {
  @Override
  public Waiter waiter() {
    return new SleepingWaiter();
  }
}
