package dev.headgate.github.app;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * GitHub's time, as far as its answers tell: this machine's, corrected by the latest {@code Date}
 * that was more than a little away from it. Thread-safe.
 */
public final class GitHubClock implements InstantSource {
  /** An answer's own way and the field's whole seconds explain so much. */
  private static final Duration USUAL = Duration.ofSeconds(5);

  private final InstantSource machine;
  private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

  /** GitHub's time, at first this machine's. */
  public GitHubClock(InstantSource machine) {
    this.machine = machine;
  }

  @Override
  public Instant instant() {
    return machine.instant().plus(ahead.get());
  }

  /**
   * Learns from an answer that came just now.
   *
   * @return whether the time is another now
   */
  public boolean observe(Headers answer) {
    Duration before = ahead.get();
    Instant now = machine.instant();
    answer
        .first("Date")
        .flatMap(HttpDate::parse)
        .map(date -> Duration.between(now, date))
        .map(away -> away.abs().compareTo(USUAL) <= 0 ? Duration.ZERO : away)
        .ifPresent(ahead::set);
    return before.minus(ahead.get()).abs().compareTo(USUAL) > 0;
  }
}
