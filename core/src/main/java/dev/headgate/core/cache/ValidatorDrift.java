package dev.headgate.core.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether GitHub still computes its tags as {@link Validator} does. Every response that is
 * stored is compared. Ten mismatches within a minute turn recomputed validators off ("passive":
 * only stored tags are sent, to the token they came with); after ten minutes, three matches in a
 * row turn them on again. The comparison costs no request, so recovery needs no probes.
 *
 * <p>Safe for use by several threads; time is given.
 */
public final class ValidatorDrift {
  private static final int MISMATCHES = 10;
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration HOLD = Duration.ofMinutes(10);
  private static final int MATCHES = 3;

  private final AtomicReference<State> state = new AtomicReference<>(State.QUIET);

  /** Whether recomputed validators may be sent. */
  public boolean trusted() {
    return state.get().passiveSince == null;
  }

  /** Notes that a tag of the formula's shape agreed with it. */
  public void matched(Instant now) {
    State current = state.get();
    if (current.passiveSince != null || current.mismatches > 0) {
      state.updateAndGet(known -> known.matched(now));
    }
  }

  /** Notes that a tag of the formula's shape did not agree with it. */
  public void mismatched(Instant now) {
    state.updateAndGet(known -> known.mismatched(now));
  }

  private record State(
      int mismatches, Instant windowStart, @Nullable Instant passiveSince, int matches) {
    static final State QUIET = new State(0, Instant.EPOCH, null, 0);

    State matched(Instant now) {
      if (passiveSince == null || now.isBefore(passiveSince.plus(HOLD))) {
        return this;
      }
      return matches + 1 >= MATCHES
          ? QUIET
          : new State(mismatches, windowStart, passiveSince, matches + 1);
    }

    State mismatched(Instant now) {
      if (passiveSince != null) {
        return new State(mismatches, windowStart, passiveSince, 0);
      }
      boolean sameWindow = mismatches > 0 && now.isBefore(windowStart.plus(WINDOW));
      int count = sameWindow ? mismatches + 1 : 1;
      Instant start = sameWindow ? windowStart : now;
      return new State(count, start, count >= MISMATCHES ? now : null, 0);
    }
  }
}
