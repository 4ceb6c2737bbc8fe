package dev.headgate.core.quota;

import dev.headgate.core.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a response says of GitHub's limits, from its status, fields and body together, since none of
 * them alone tells (GitHub Docs, "Rate limits for the REST API" and "… for the GraphQL API";
 * undocumented forms as seen by the maintainers of hub4j and Octokit).
 */
public sealed interface LimitSignal {
  /** How long to wait where GitHub limits without saying for how long. */
  Duration UNSTATED_PAUSE = Duration.ofSeconds(60);

  /** No limit was hit. */
  record None() implements LimitSignal {}

  /**
   * The window's quota is spent.
   *
   * @param until when the window ends, by GitHub's clock
   */
  record Primary(Instant until) implements LimitSignal {}

  /**
   * A secondary limit was hit: everything of this principal must rest.
   *
   * @param until when it may go on, by our clock
   * @param stated whether GitHub said so; else it is our own caution
   */
  record Secondary(Instant until, boolean stated) implements LimitSignal {}

  /**
   * Reads a response in the documented order: Retry-After, then an exhausted window, then a minute.
   *
   * @param body the whole body where it is short, else its beginning; for GraphQL the limit is told
   *     inside a 200
   */
  static LimitSignal of(int status, Headers response, byte[] body, boolean graphql, Instant now) {
    return Signals.read(status, response, body, graphql, now);
  }

  /**
   * When a response says that it may be asked again, by our clock; empty if it does not say. It may
   * have passed, and is at most a day away.
   */
  static Optional<Instant> retryAfter(Headers response, Instant now) {
    return Signals.retryAfter(response, now);
  }
}
