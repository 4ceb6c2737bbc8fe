package dev.headgate.runtime.job;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes its time and does nothing. */
final class StandIn implements LocalProcess {
  private final Duration takes;
  private final boolean fails;
  private final CompletableFuture<End> end = new CompletableFuture<>();

  StandIn(Duration takes, boolean fails) {
    this.takes = takes;
    this.fails = fails;
  }

  @Override
  public void begin(Duration longest, Consumer<End> whenEnded) {
    boolean tooLong = longest.compareTo(takes) < 0;
    End own = fails ? End.badly("the stand-in of an invalid key fails") : End.WELL;
    end.completeOnTimeout(
        tooLong ? End.badly("its deadline passed") : own,
        (tooLong ? longest : takes).toNanos(),
        TimeUnit.NANOSECONDS);
    var _ = end.thenAcceptAsync(whenEnded);
  }

  @Override
  public void kill() {
    end.complete(End.badly("ended"));
  }
}
