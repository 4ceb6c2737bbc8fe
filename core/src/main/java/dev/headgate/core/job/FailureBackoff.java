package dev.headgate.core.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.headgate.core.identity.Sha256;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps a build that failed from being tried again at once: for a while after a failure no other of
 * the same key is begun, in whatever process. A success ends that.
 *
 * <p>The while is reckoned when somebody asks, from the instant that was noted by whoever saw the
 * failure: a change of the period holds for failures before it too, and clocks that differ between
 * machines shift it by as much.
 *
 * <p>Thread-safe. Each call is one round trip to the notes, and throws what they throw.
 */
public final class FailureBackoff {
  /** A failure is remembered for at least so long, in case the period is made longer. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final JobNotes notes;
  private final Supplier<Duration> period;

  /**
   * A backoff over these notes.
   *
   * @param period how long after a failure none of the same key is begun; zero for no such rule
   */
  public FailureBackoff(JobNotes notes, Supplier<Duration> period) {
    this.notes = requireNonNull(notes, "notes");
    this.period = requireNonNull(period, "period");
  }

  /**
   * When a build may be begun again; empty where it may now.
   *
   * @param template what it is made from
   * @param key what is built
   */
  public Optional<Instant> until(String template, String key, Instant now) {
    if (period.get().isZero()) {
      return Optional.empty();
    }
    return notes
        .read(name(template, key), now)
        .flatMap(FailureBackoff::instant)
        .map(failed -> failed.plus(period.get()))
        .filter(now::isBefore);
  }

  /** A build has failed at that instant. */
  public void failed(String template, String key, Instant at, Instant now) {
    Duration length = period.get().compareTo(KEPT) > 0 ? period.get() : KEPT;
    notes.write(name(template, key), at.toString(), length, now);
  }

  /** A build went well. */
  public void succeeded(String template, String key) {
    notes.remove(name(template, key));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException foreign) {
      // A note that nobody can read must not hold builds up for good.
      return Optional.empty();
    }
  }

  /** Keys are of any length and of any signs. */
  private static String name(String template, String key) {
    MessageDigest digest = Sha256.digest();
    digest.update(template.getBytes(UTF_8));
    digest.update((byte) 0);
    return "failed/" + HexFormat.of().formatHex(digest.digest(key.getBytes(UTF_8)));
  }
}
