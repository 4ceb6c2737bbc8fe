package dev.headgate.storage.memory.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock for sections of some tens of nanoseconds that never block, allocate little and call nobody
 * else's code: one atomic step to take it, one plain release.
 *
 * <p>A parking lock costs twice that when free, and two wake-ups, more than a hundred such
 * sections, when not. A waiter spins, then naps, so that a holder which lost its processor gets it
 * back. Not reentrant, not fair.
 */
class SpinLock {

  private static final int SPINS = 500;
  private static final long NAP_NANOS = 20_000;
  private static final VarHandle LOCKED;

  static {
    try {
      LOCKED = MethodHandles.lookup().findVarHandle(SpinLock.class, "locked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // read and written through LOCKED
  private volatile boolean locked;

  final void lock() {
    if (!LOCKED.compareAndSet(this, false, true)) {
      await();
    }
  }

  final void unlock() {
    LOCKED.setRelease(this, false);
  }

  private void await() {
    for (int tries = 0; locked || !LOCKED.compareAndSet(this, false, true); tries++) {
      if (tries < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, NAP_NANOS);
      }
    }
  }
}
