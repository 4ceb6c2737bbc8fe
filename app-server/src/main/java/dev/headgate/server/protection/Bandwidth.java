package dev.headgate.server.protection;

import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.limit.ByteThrottle;
import dev.headgate.core.limit.CallerThrottles;
import dev.headgate.server.pipeline.Exchange;
import java.io.InterruptedIOException;

/** Holds bodies that pass through to their rates: of all callers together, and of each. */
public final class Bandwidth {
  private final ByteThrottle all;
  private final CallerThrottles callers;
  private final Waiter waiter;

  /** These rates. */
  public Bandwidth(ByteThrottle all, CallerThrottles callers, Waiter waiter) {
    this.all = all;
    this.callers = callers;
    this.waiter = waiter;
  }

  /** The share of one body, whose client's leaving ends every wait. */
  public Share share(Exchange exchange) {
    Cancellation left = new Cancellation();
    exchange.addFailureListener(failure -> left.cancel());
    ByteThrottle.Pause pause = time -> waiter.await(time, left);
    return new Share(all.share(pause), callers.of(exchange.caller()).share(pause));
  }

  /** One body's share; for one thread. */
  public record Share(ByteThrottle.Share ofAll, ByteThrottle.Share ofCaller) {
    /** So many bytes were sent; waits until as many were due. */
    public void moved(int bytes) throws InterruptedIOException {
      ofCaller.moved(bytes);
      ofAll.moved(bytes);
    }
  }
}
