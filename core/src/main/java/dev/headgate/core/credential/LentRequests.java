package dev.headgate.core.credential;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.Waiter;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that bring no credential under the gateway's own. A request that brings one has
 * no business here: it goes to the gateway as it is.
 *
 * <p>A 401 for a token of the first seconds is repeated after 1, 2 and 3 s while the deadline
 * allows, since GitHub may not know it everywhere yet; a 401 for an older one replaces the token,
 * once. A request whose body was sent and is gone is not repeated; its 401 replaces the token for
 * those that follow.
 *
 * <p>Safe for use by several threads; {@link #answer} blocks, {@link #immediate} never does.
 */
public final class LentRequests {
  private static final int REPEATS = 3;

  private final Credentials credentials;
  private final Gateway gateway;
  private final InstantSource clock;
  private final Waiter waiter;
  private final @Nullable RecentReads reads;

  /** Requests to this gateway under these credentials. */
  public LentRequests(
      Credentials credentials, Gateway gateway, InstantSource clock, Waiter waiter) {
    this(credentials, gateway, clock, waiter, null);
  }

  private LentRequests(
      Credentials credentials,
      Gateway gateway,
      InstantSource clock,
      Waiter waiter,
      @Nullable RecentReads reads) {
    this.credentials = credentials;
    this.gateway = gateway;
    this.clock = clock;
    this.waiter = waiter;
    this.reads = reads;
  }

  /** The same, which notes there what was read under the gateway's own credentials. */
  public LentRequests noting(RecentReads recent) {
    return new LentRequests(credentials, gateway, clock, waiter, recent);
  }

  /** The answer that needs neither GitHub nor a token; null where {@link #answer} must be asked. */
  public @Nullable ApiAnswer immediate(ApiRequest request) {
    @Nullable ApiAnswer answer =
        credentials
            .caller(request.target())
            .map(caller -> gateway.immediate(request.by(caller)))
            .orElse(null);
    if (answer != null) {
      note(request, answer);
    }
    return answer;
  }

  /**
   * The answer, by whatever way it takes. What keeps the gateway from having a token becomes a
   * stale copy, or an answer in GitHub's own form.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public ApiAnswer answer(ApiRequest request) throws InterruptedException {
    ApiAnswer answer = persistent(request);
    if (reads != null && credentials.caller(request.target()).isPresent()) {
      note(request, answer);
    }
    return answer;
  }

  /**
   * The answer under the gateway's own credentials, or none where it has none now; it is not noted.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public Optional<ApiAnswer> own(ApiRequest request) throws InterruptedException {
    Loan loan = credentials.lend(request.target(), request.left(clock.instant()));
    return loan instanceof Loan.Ready ? Optional.of(persistent(request)) : Optional.empty();
  }

  private void note(ApiRequest request, ApiAnswer answer) {
    boolean shown = answer.status() == 200 || answer.status() == 304;
    if (reads != null && shown && answer.content() instanceof Content.Whole) {
      reads.note(request, clock.instant());
    }
  }

  private ApiAnswer persistent(ApiRequest request) throws InterruptedException {
    boolean replaced = false;
    int repeats = 0;
    while (true) {
      Loan loan = credentials.lend(request.target(), request.left(clock.instant()));
      ApiAnswer answer = answer(request, loan);
      @Nullable AccessToken token = loan instanceof Loan.Ready ready ? ready.minted() : null;
      if (answer.status() != 401 || token == null) {
        return answer;
      }
      KeptToken.Refusal refusal = credentials.refused(token);
      boolean sent = request.body() != null && request.body().consumed();
      boolean early =
          refusal == KeptToken.Refusal.FRESH || (refusal == KeptToken.Refusal.FINAL && repeats > 0);
      Duration pause = early ? Duration.ofSeconds(repeats + 1L) : Duration.ZERO;
      boolean again =
          early ? repeats < REPEATS : refusal == KeptToken.Refusal.REPLACED && !replaced;
      if (!again
          || sent
          || request.cancellation().cancelled()
          || pause.compareTo(request.left(clock.instant())) >= 0) {
        return answer;
      }
      close(answer);
      if (early) {
        repeats++;
        waiter.await(pause, request.cancellation());
      } else {
        replaced = true;
      }
    }
  }

  private ApiAnswer answer(ApiRequest request, Loan loan) throws InterruptedException {
    if (loan instanceof Loan.Ready ready) {
      return gateway.answer(request.bearing(ready.caller(), "Bearer " + ready.token().reveal()));
    }
    if (loan instanceof Loan.Missing missing) {
      ApiRequest asked = missing.caller() == null ? request : request.by(missing.caller());
      return gateway.unasked(
          asked,
          "The gateway has no token of its own for this now: " + missing.detail(),
          missing.retryAfter());
    }
    return gateway.answer(request);
  }

  private static void close(ApiAnswer answer) {
    if (answer.content() instanceof Content.Streamed streamed) {
      try {
        streamed.bytes().close();
      } catch (IOException alreadyBroken) {
        // Nothing of it was wanted.
        return;
      }
    }
  }
}
