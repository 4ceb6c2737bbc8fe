package dev.headgate.core.credential;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.credential.SharedTokens.Turn;
import dev.headgate.core.credential.TokenIssuer.Issue;
import dev.headgate.core.gateway.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One installation's token in this process. However many ask, one of them has it renewed; while the
 * old one serves, nobody waits for that. Safe for use by several threads.
 */
final class KeptToken {
  /** How long GitHub may take to mint. */
  static final Duration MINTING = Duration.ofSeconds(10);

  /** How long one renewal goes on, the wait for another process included. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Within that time after minting no 401 makes another one be minted. */
  static final Duration TRUSTED = Duration.ofMinutes(1);

  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LATE = Duration.ofSeconds(1);

  private final Installation installation;
  private final TokenParts parts;
  private final AtomicReference<@Nullable HeldToken> held = new AtomicReference<>();
  private final AtomicReference<@Nullable HeldToken> rejected = new AtomicReference<>();
  private final AtomicReference<@Nullable CompletableFuture<Issue>> renewal =
      new AtomicReference<>();
  private final AtomicReference<@Nullable Setback> setback = new AtomicReference<>();
  private final AtomicReference<Instant> quiet = new AtomicReference<>(Instant.MIN);

  KeptToken(Installation installation, TokenParts parts) {
    this.installation = installation;
    this.parts = parts;
  }

  /** The token if it can be used at once; has it renewed in the background when that is due. */
  @Nullable AccessToken atHand() {
    HeldToken known = held.get();
    Instant now = parts.clock().instant();
    if (known == null || !known.token().usable(now)) {
      return null;
    }
    if (known.token().due(now) && !now.isBefore(quiet.get())) {
      CompletableFuture<Issue> next = new CompletableFuture<>();
      if (renewal.compareAndSet(null, next)) {
        begin(next);
      }
    }
    return known.token();
  }

  /** A token that can be used; waits for one to be minted until the deadline. */
  Issue token(Duration left) throws InterruptedException {
    AccessToken token = atHand();
    if (token != null) {
      return new Issue.Minted(token);
    }
    try {
      return renewing().get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return new Issue.Failed("GitHub took too long to mint a token", LATE, false);
    } catch (ExecutionException bug) {
      throw new IllegalStateException("the renewal failed", bug);
    }
  }

  /** Whether GitHub's 401 for this token calls for another one. */
  Refusal refused(AccessToken token) {
    Instant now = parts.clock().instant();
    HeldToken known = held.get();
    if (known != null && !known.token().equals(token)) {
      return Refusal.REPLACED;
    }
    if (token.fresh(now)) {
      return Refusal.FRESH;
    }
    if (now.isBefore(token.issuedAt().plus(TRUSTED))) {
      return Refusal.FINAL;
    }
    if (known != null && held.compareAndSet(known, null)) {
      rejected.set(known);
      parts.shared().drop(known);
      note("credential.dropped", "401");
    }
    return Refusal.REPLACED;
  }

  /** Forgets the token, here and for all. */
  void remove() {
    held.set(null);
    parts.shared().remove(installation);
  }

  private CompletableFuture<Issue> renewing() {
    CompletableFuture<Issue> mine = new CompletableFuture<>();
    CompletableFuture<Issue> running = renewal.compareAndExchange(null, mine);
    if (running != null) {
      return running;
    }
    begin(mine);
    return mine;
  }

  private void begin(CompletableFuture<Issue> mine) {
    try {
      parts.executor().execute(() -> complete(mine));
    } catch (RejectedExecutionException stopping) {
      renewal.set(null);
      mine.complete(new Issue.Failed("the gateway is stopping", LATE, false));
    }
  }

  private void complete(CompletableFuture<Issue> mine) {
    try {
      Issue issue = renew();
      renewal.set(null);
      mine.complete(issue);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      renewal.set(null);
      mine.complete(new Issue.Failed("the gateway is stopping", LATE, false));
    } catch (RuntimeException | Error bug) {
      renewal.set(null);
      mine.completeExceptionally(bug);
      throw bug;
    }
  }

  private Issue renew() throws InterruptedException {
    Instant end = parts.clock().instant().plus(PATIENCE);
    while (true) {
      Instant now = parts.clock().instant();
      Optional<HeldToken> known = known(now);
      if (known.isPresent() && !known.get().token().due(now)) {
        return adopt(known.get());
      }
      Setback last = setback.get();
      if (last != null && now.isBefore(last.until())) {
        return known.map(other -> use(other, last.until())).orElseGet(() -> last.again(now));
      }
      Turn turn = parts.shared().turn(installation, now);
      if (!(turn instanceof Turn.Anothers)) {
        try {
          return mintedMeanwhile(turn).orElseGet(() -> mintedOr(known));
        } finally {
          parts.shared().end(turn);
        }
      }
      if (known.isPresent()) {
        return use(known.get(), now.plus(LATE));
      }
      if (!now.isBefore(end)) {
        return new Issue.Failed("another process took too long to mint a token", LATE, false);
      }
      parts.waiter().await(LOOK, new Cancellation());
    }
  }

  /** A token that still serves is better than none, while GitHub mints no other. */
  private Issue mintedOr(Optional<HeldToken> known) {
    Issue issue = mint();
    Setback now = setback.get();
    return issue instanceof Issue.Failed && known.isPresent() && now != null
        ? use(known.get(), now.until())
        : issue;
  }

  /** What another process put there between the look and the turn. */
  private Optional<Issue> mintedMeanwhile(Turn turn) {
    Instant now = parts.clock().instant();
    return turn instanceof Turn.Mine
        ? known(now).filter(other -> !other.token().due(now)).map(this::adopt)
        : Optional.empty();
  }

  /** The shared token, if it can be used and was not refused. */
  private Optional<HeldToken> known(Instant now) {
    HeldToken refused = rejected.get();
    return parts
        .shared()
        .find(installation, now)
        .filter(other -> other.token().usable(now))
        .filter(other -> refused == null || !other.token().equals(refused.token()));
  }

  private Issue adopt(HeldToken other) {
    held.set(other);
    setback.set(null);
    return new Issue.Minted(other.token());
  }

  /** Serves on with one that is due, and leaves those alone who mint until then. */
  private Issue use(HeldToken due, Instant until) {
    held.set(due);
    quiet.set(until);
    return new Issue.Minted(due.token());
  }

  private Issue mint() {
    Issue issue = parts.issuer().issue(installation, MINTING);
    Instant now = parts.clock().instant();
    if (issue instanceof Issue.Minted minted) {
      parts.telemetry().tokenAsked("minted");
      note(
          "credential.minted",
          "until " + minted.token().expiresAt().truncatedTo(ChronoUnit.SECONDS));
      return adopt(parts.shared().publish(minted.token(), now));
    }
    if (issue instanceof Issue.Gone gone) {
      remove();
      parts.telemetry().tokenAsked("gone");
      note("credential.removed", Integer.toString(gone.status()));
    } else if (issue instanceof Issue.Failed failed) {
      parts.telemetry().tokenAsked("failed");
      note("credential.failed", failed.detail());
    }
    Setback next = Setback.after(setback.get(), issue, now);
    setback.set(next);
    quiet.set(next.until());
    return issue;
  }

  private void note(String action, String outcome) {
    parts
        .audit()
        .append(
            new AuditEvent(
                parts.clock().instant(),
                "headgate",
                action,
                installation.principal().id(),
                outcome,
                ""));
  }

  /** What a 401 means for a token. */
  enum Refusal {
    /** It may not be known everywhere yet: try again with it. */
    FRESH,
    /** Another has taken its place, or will. */
    REPLACED,
    /** The token is good; the refusal stands. */
    FINAL
  }

  /** Why there is no token, and until when nobody tries again. */
  private record Setback(Issue issue, int times, Instant until) {
    static Setback after(@Nullable Setback last, Issue issue, Instant now) {
      int times = last == null ? 1 : Math.min(last.times() + 1, 16);
      boolean lasting = !(issue instanceof Issue.Failed failed) || failed.lasting();
      Duration asked = issue instanceof Issue.Failed failed ? failed.retryAfter() : Duration.ZERO;
      Duration pause = Duration.ofMillis(Math.min(LONGEST_PAUSE.toMillis(), 500L << times));
      Duration least = lasting ? LONGEST_PAUSE.dividedBy(6) : Duration.ZERO;
      Duration longest = longer(longer(pause, least), asked);
      return new Setback(issue, times, now.plus(longest));
    }

    Issue again(Instant now) {
      return issue instanceof Issue.Failed failed
          ? new Issue.Failed(failed.detail(), Duration.between(now, until), failed.lasting())
          : issue;
    }

    private static Duration longer(Duration a, Duration b) {
      return a.compareTo(b) < 0 ? b : a;
    }
  }
}
