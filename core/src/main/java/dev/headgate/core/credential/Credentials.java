package dev.headgate.core.credential;

import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.credential.TokenIssuer.Issue;
import dev.headgate.core.credential.TokenIssuer.Location;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's own credentials: says which of them serves a request, by the account in its path,
 * and has a token ready for it.
 *
 * <p>An installation that is configured for the account comes first, then the fallback, then where
 * GitHub says that the App is installed, then the configured token, then none. Paths under {@code
 * /app} are the App's own, who signs for them himself: no installation's token is lent there.
 *
 * <p>Tokens are minted once for all processes that share a store, renewed {@link
 * AccessToken#RENEWAL} before their end while the old one still serves, and never used in their
 * last minute. Who GitHub counts does not change with them. Bounded: of the installations that were
 * looked up, the least used are forgotten. Safe for use by several threads.
 */
public final class Credentials {
  private static final Duration LOOKING_UP = Duration.ofSeconds(10);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);
  private static final Duration ASK_LATER = Duration.ofMinutes(1);

  private final CredentialPlan plan;
  private final Loan own;
  private final @Nullable TokenParts parts;
  private final @Nullable InstallationFinder finder;
  private final Map<Long, KeptToken> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, KeptToken> eldest) {
          return size() > InstallationFinder.MOST;
        }
      };

  /** Credentials without an App: the plan's token, if it has one. */
  public Credentials(CredentialPlan plan) {
    this(plan, null);
    if (plan.app() != null) {
      throw new IllegalArgumentException("plan: names an App (expected: none without an issuer)");
    }
  }

  /**
   * Credentials of an App.
   *
   * @param clock tells GitHub's time
   * @param executor runs what mints, which may block
   */
  public Credentials(
      CredentialPlan plan,
      TokenIssuer issuer,
      SharedTokens shared,
      AuditLog audit,
      Telemetry telemetry,
      InstantSource clock,
      Waiter waiter,
      Executor executor) {
    this(plan, new TokenParts(issuer, shared, audit, telemetry, clock, waiter, executor));
  }

  private Credentials(CredentialPlan plan, @Nullable TokenParts parts) {
    this.plan = plan;
    this.parts = parts;
    this.finder = parts == null ? null : new InstallationFinder(parts.issuer(), parts.clock());
    this.own =
        plan.token() == null
            ? Loan.Nothing.INSTANCE
            : new Loan.Ready(
                Caller.unnamed(Credential.of("Bearer " + plan.token().reveal())),
                plan.token(),
                null);
  }

  /**
   * Who asks for this when it is lent to, if that can be told at once; empty where GitHub must be
   * asked first. Never blocks. What the cache holds for him can be served without a token.
   */
  public Optional<Caller> caller(Target target) {
    Choice choice = known(target);
    if (choice == null) {
      return Optional.empty();
    }
    if (choice.installation() != null) {
      return Optional.of(choice.installation().caller());
    }
    return Optional.of(own instanceof Loan.Ready ready ? ready.caller() : Caller.ANONYMOUS);
  }

  /**
   * What is lent for this target; waits for GitHub where it must, at most as long as said.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public Loan lend(Target target, Duration left) throws InterruptedException {
    Choice choice = known(target);
    if (choice == null) {
      Location location = located(target, shorter(left, LOOKING_UP));
      if (location instanceof Location.Unknown unknown) {
        return new Loan.Missing(null, unknown.detail(), ASK_AGAIN);
      }
      choice = choice(location);
    }
    Installation installation = choice.installation();
    if (installation == null) {
      return own;
    }
    return loan(installation, kept(installation.id()).token(left));
  }

  /** What to do about GitHub's 401 for a token that was lent. */
  KeptToken.Refusal refused(AccessToken token) {
    return kept(token.installation().id()).refused(token);
  }

  /**
   * Forgets, also in the store, tokens of installations that are not configured any more. Where
   * installations are looked up, those that GitHub still names stay until their tokens end.
   */
  public void tidy() {
    Installation app = plan.app();
    if (parts != null && app != null && !plan.looksUp()) {
      parts.shared().retain(app, plan.installations());
    }
  }

  private Loan loan(Installation installation, Issue issue) {
    Caller caller = installation.caller();
    if (issue instanceof Issue.Minted minted) {
      return new Loan.Ready(caller, minted.token().value(), minted.token());
    }
    if (issue instanceof Issue.Failed failed) {
      return new Loan.Missing(caller, failed.detail(), failed.retryAfter());
    }
    forget(installation.id());
    return new Loan.Missing(
        caller, "GitHub knows no installation " + installation.id() + " any more", ASK_LATER);
  }

  private void forget(long id) {
    if (finder != null) {
      finder.forget(id);
    }
  }

  private KeptToken kept(long id) {
    Installation app = plan.app();
    if (parts == null || app == null) {
      throw new IllegalStateException("there is no App");
    }
    synchronized (kept) {
      return kept.computeIfAbsent(id, absent -> new KeptToken(app.withId(id), parts));
    }
  }

  /** The choice, if it can be made at once; null where GitHub must be asked. */
  private @Nullable Choice known(Target target) {
    Installation app = plan.app();
    if (app == null || target.path().equals("/app") || target.path().startsWith("/app/")) {
      return Choice.OWN;
    }
    Optional<Account> account = Account.of(target);
    if (account.isEmpty()) {
      return choice(plan.unaddressed());
    }
    @Nullable Long named = plan.owners().get(account.get().login());
    if (named != null || !plan.looksUp()) {
      return choice(named == null ? plan.fallback() : named);
    }
    return finder == null ? Choice.OWN : finder.known(account.get()).map(this::choice).orElse(null);
  }

  private Location located(Target target, Duration patience) {
    InstallationFinder known = finder;
    return known == null
        ? new Location.Nowhere()
        : Account.of(target)
            .map(account -> known.ask(account, patience))
            .orElseGet(Location.Nowhere::new);
  }

  private Choice choice(Location location) {
    return choice(location instanceof Location.At at ? (Long) at.id() : null);
  }

  private Choice choice(@Nullable Long id) {
    Installation app = plan.app();
    return id == null || app == null ? Choice.OWN : new Choice(app.withId(id));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Which credential: an installation's, or null for the configured token, if there is one. */
  private record Choice(@Nullable Installation installation) {
    static final Choice OWN = new Choice(null);
  }
}
