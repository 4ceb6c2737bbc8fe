package dev.headgate.server.protection;

import dev.headgate.core.protection.CpuUse;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.core.protection.LoadStatus;
import dev.headgate.runtime.protection.CpuMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the load, window by window, on a thread of its own: whatever holds up the others must
 * not hold up the look at it.
 */
final class LoadWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.headgate.load");
  private static final Duration CPU = Duration.ofSeconds(1);

  private final LoadShedder shedder;
  private final CpuMeter meter;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("load-watch").factory());
  private Instant measured = Instant.EPOCH;
  private CpuUse cpu = CpuUse.UNKNOWN;
  private boolean shedding;

  LoadWatch(LoadShedder shedder, CpuMeter meter, InstantSource clock) {
    this.shedder = shedder;
    this.meter = meter;
    this.clock = clock;
  }

  void start() {
    long window = LoadShedder.WINDOW.toNanos();
    var _ = thread.scheduleWithFixedDelay(this::attempt, window, window, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void attempt() {
    try {
      look();
    } catch (RuntimeException bug) {
      // The next window is looked at all the same.
      LOG.error("the load could not be looked at", bug);
    }
  }

  private void look() {
    Instant now = clock.instant();
    if (!now.isBefore(measured.plus(CPU))) {
      cpu = meter.look(now);
      measured = now;
    }
    shedder.look(now, cpu);
    tell(shedder.status());
  }

  private void tell(LoadStatus status) {
    if (status.shedding() == shedding) {
      return;
    }
    shedding = status.shedding();
    long shed = status.shed().values().stream().mapToLong(Long::longValue).sum();
    if (shedding) {
      LOG.warn(
          "requests wait {} ms for a thread, {} of them, processors {} % used: those that are too"
              + " many are {}, low priority first",
          status.delay().toMillis(),
          status.waiting(),
          Math.round(status.cpu().load() * 100),
          shedder.enforced() ? "refused" : "counted");
    } else {
      LOG.warn("requests are begun in time again; {} were too many since the start", shed);
    }
  }
}
