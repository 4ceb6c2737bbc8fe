package dev.headgate.runtime.health;

import dev.headgate.core.gateway.Availability;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks GitHub again and again whether it is there, on a thread of its own. */
public final class HealthProbes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HealthProbes.class);

  private final BooleanSupplier probe;
  private final Availability availability;
  private final Duration pause;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Latest> latest = new AtomicReference<>();
  private final Thread thread;

  /**
   * Probes that report to {@code availability}.
   *
   * @param probe whether GitHub answered just now; bounded in time
   * @param pause between two probes
   */
  public HealthProbes(
      BooleanSupplier probe, Availability availability, Duration pause, InstantSource clock) {
    this.probe = probe;
    this.availability = availability;
    this.pause = pause;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("github-probe").unstarted(this::run);
  }

  /** Starts probing. */
  public void start() {
    thread.start();
  }

  /** What the latest probe found; null before the first has ended. */
  public @Nullable Latest latest() {
    return latest.get();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    boolean offline = false;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        probe();
        boolean now = availability.offline();
        if (now != offline) {
          LOG.warn("GitHub is {}", now ? "offline: reads are served from the cache" : "back");
          offline = now;
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void probe() {
    Instant start = clock.instant();
    boolean alive = probe.getAsBoolean();
    Instant end = clock.instant();
    if (alive) {
      availability.probeSucceeded(end);
    } else if (!Thread.currentThread().isInterrupted()) {
      availability.probeFailed();
    }
    Latest before = latest.get();
    Instant since = before != null && before.alive() == alive ? before.since() : end;
    latest.set(new Latest(alive, Duration.between(start, end), since));
  }

  /**
   * What a probe found.
   *
   * @param alive whether GitHub answered
   * @param latency how long it took
   * @param since since when the probes have found so
   */
  public record Latest(boolean alive, Duration latency, Instant since) {}
}
