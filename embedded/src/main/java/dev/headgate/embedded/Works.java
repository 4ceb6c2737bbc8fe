package dev.headgate.embedded;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.github.client.ApiDoor;
import dev.headgate.github.upstream.GitHubProbe;
import dev.headgate.github.upstream.OkHttpUpstream;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The gateway at work, and all that it runs on. */
final class Works implements ApiDoor, AutoCloseable {
  /** How often GitHub is asked whether it is back; while it is there, nobody asks. */
  private static final Duration PROBE = Duration.ofSeconds(1);

  private final Gateway gateway;
  private final LentRequests lent;
  private final Keep keep;
  private final OkHttpUpstream upstream;
  private final Chores chores;
  private final HostMetrics metrics;
  private final Runnable closing;
  private final InstantSource clock;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A gateway that works.
   *
   * @param closing ends the stores' connections
   */
  Works(
      Gateway gateway,
      LentRequests lent,
      Keep keep,
      OkHttpUpstream upstream,
      Chores chores,
      HostMetrics metrics,
      Runnable closing,
      InstantSource clock) {
    this.gateway = gateway;
    this.lent = lent;
    this.keep = keep;
    this.upstream = upstream;
    this.chores = chores;
    this.metrics = metrics;
    this.closing = closing;
    this.clock = clock;
    GitHubProbe probe = new GitHubProbe(upstream, GitHubProbe.PATIENCE);
    chores.every(PROBE, () -> lookForGitHub(probe));
  }

  /** Without a credential of its own, a request has the gateway's, if it has one. */
  @Override
  public ApiAnswer answer(ApiRequest request) throws IOException, InterruptedException {
    if (closed.get()) {
      throw new IOException("headgate: closed (expected: open while clients use it)");
    }
    ApiAnswer answer =
        request.caller().authorised() ? gateway.answer(request) : lent.answer(request);
    metrics.answered(answer.outcome());
    return answer;
  }

  boolean online() {
    return !gateway.availability().offline();
  }

  Map<QuotaKey, QuotaAccount> quotas() {
    return keep.ledger().accounts(clock.instant());
  }

  private void lookForGitHub(GitHubProbe probe) {
    boolean open =
        keep.breakers().breaker(CircuitBreakers.GITHUB).status().state()
            == BreakerStatus.State.OPEN;
    if (open && probe.alive()) {
      gateway.availability().probeSucceeded(clock.instant());
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      chores.close();
      metrics.close();
      closing.run();
      upstream.close();
    }
  }
}
