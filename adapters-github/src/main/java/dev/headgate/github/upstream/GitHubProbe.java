package dev.headgate.github.upstream;

import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks whether GitHub's API is alive: {@code GET /rate_limit} without credentials, which costs no
 * quota and is answered by every edition; and where that fails by itself, {@code GET /status}, so
 * that one endpoint's trouble is not taken for GitHub's. It goes straight to the upstream, past the
 * ledger and the circuit breaker.
 *
 * <p>Safe for use by several threads.
 */
public final class GitHubProbe {
  /** How long an answer may take unless stated otherwise. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Target RATE_LIMIT = Target.parse("/rate_limit");
  private static final Target STATUS = Target.parse("/status");

  private final Upstream upstream;
  private final Duration patience;

  /**
   * A probe of that upstream.
   *
   * @param patience how long the answer's header may take
   */
  public GitHubProbe(Upstream upstream, Duration patience) {
    this.upstream = upstream;
    this.patience = patience;
  }

  /**
   * Asks, and blocks for at most twice the patience. Any answer below 500 means alive, a refusal or
   * a limit too; none at all means not.
   */
  public boolean alive() {
    return ask(RATE_LIMIT) instanceof Upstream.Responded responded
        && (responded.status() < 500 || answers(STATUS));
  }

  private boolean answers(Target target) {
    return ask(target) instanceof Upstream.Responded responded && responded.status() < 500;
  }

  private Upstream.Result ask(Target target) {
    Upstream.Result result =
        upstream.send(
            new Upstream.Request(
                "GET",
                target,
                Headers.of("Accept", "application/json"),
                null,
                patience,
                new Cancellation()));
    if (result instanceof Upstream.Responded responded) {
      closed(responded);
    }
    return result;
  }

  private static void closed(Upstream.Responded responded) {
    try {
      responded.body().close();
    } catch (IOException broken) {
      // The status has been seen, and nothing else was asked for.
      return;
    }
  }
}
