package dev.headgate.core.credential;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.ManualTime;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.credential.TokenIssuer.Issue;
import dev.headgate.core.credential.TokenIssuer.Location;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static final Installation APP = new Installation("api.github.com", "12", 1);
  private static final Secret PAT = Secret.of("ghp_ofthegateway");
  private static final CredentialPlan ONE = plan(Map.of(), 7L, null);
  private static final Duration PATIENT = Duration.ofSeconds(5);

  private final ManualTime time = ManualTime.atNoon();
  private final ScriptedIssuer issuer = new ScriptedIssuer(time);
  private final Shelf shelf = new Shelf();
  private final List<AuditEvent> events = new ArrayList<>();
  private final List<Runnable> pending = new ArrayList<>();
  private final List<String> results = new ArrayList<>();
  private final Telemetry heard =
      new Telemetry() {
        @Override
        public void tokenAsked(String result) {
          results.add(result);
        }
      };
  private boolean background;

  @Test
  void theAccountInThePathChoosesTheInstallation() throws InterruptedException {
    Credentials credentials = with(plan(Map.of("Acme", 7L, "umbrella", 8L), 9L, PAT));

    assertThat(payer(credentials, "/repos/acme/widgets/issues?page=2")).isEqualTo("installation:7");
    assertThat(payer(credentials, "/repos/ACME/widgets")).isEqualTo("installation:7");
    assertThat(payer(credentials, "/orgs/umbrella/members")).isEqualTo("installation:8");
    assertThat(payer(credentials, "/users/umbrella")).isEqualTo("installation:8");
    assertThat(payer(credentials, "/repos/else/widgets")).isEqualTo("installation:9");
    assertThat(payer(credentials, "/graphql")).isEqualTo("installation:9");
    assertThat(payer(credentials, "/repos/acme%2f/widgets")).isEqualTo("installation:9");
    assertThat(issuer.located).hasValue(0);
  }

  @Test
  void theOnlyInstallationServesWhatNamesNoAccount() throws InterruptedException {
    assertThat(payer(with(plan(Map.of("acme", 7L), null, null)), "/search/issues?q=x"))
        .isEqualTo("installation:7");
    assertThat(with(plan(Map.of("a", 7L, "b", 8L), null, null)).lend(target("/graphql"), PATIENT))
        .isEqualTo(Loan.Nothing.INSTANCE);
  }

  @Test
  void theAppsOwnPathsGetNoInstallationsToken() throws InterruptedException {
    assertThat(with(ONE).lend(target("/app/installations/7/access_tokens"), PATIENT))
        .isEqualTo(Loan.Nothing.INSTANCE);
    assertThat(with(ONE).lend(target("/app"), PATIENT)).isEqualTo(Loan.Nothing.INSTANCE);
    assertThat(with(ONE).lend(target("/apps/some-app"), PATIENT)).isInstanceOf(Loan.Ready.class);
  }

  @Test
  void whereTheAppIsInstalledIsAskedOnceAnHour() throws InterruptedException {
    Credentials credentials = with(plan(Map.of(), null, PAT));
    issuer.locations.add(new Location.At(31));

    assertThat(credentials.caller(target("/repos/acme/widgets"))).isEmpty();
    assertThat(payer(credentials, "/repos/acme/widgets")).isEqualTo("installation:31");
    assertThat(payer(credentials, "/orgs/acme")).isEqualTo("installation:31");
    assertThat(credentials.caller(target("/repos/acme/other")))
        .map(Caller::name)
        .contains("installation:31");
    assertThat(issuer.located).hasValue(1);
    time.advance(Duration.ofMinutes(61));
    assertThat(credentials.caller(target("/repos/acme/widgets"))).isEmpty();
  }

  @Test
  void whereItIsNotInstalledTheConfiguredTokenServes() throws InterruptedException {
    Credentials credentials = with(plan(Map.of(), null, PAT));

    Loan loan = credentials.lend(target("/repos/acme/widgets"), PATIENT);
    assertThat(loan).isInstanceOf(Loan.Ready.class);
    assertThat(((Loan.Ready) loan).token()).isEqualTo(PAT);
    assertThat(((Loan.Ready) loan).minted()).isNull();
    credentials.lend(target("/repos/acme/widgets"), PATIENT);
    assertThat(issuer.located).hasValue(1);
    issuer.locations.add(new Location.At(31));
    assertThat(payer(credentials, "/repos/acme/selected")).isEqualTo("installation:31");
  }

  @Test
  void whatIsRememberedOfLookUpsIsBounded() throws InterruptedException {
    InstallationFinder finder = new InstallationFinder(issuer, time);
    for (int i = 0; i < InstallationFinder.MOST + 50; i++) {
      finder.ask(new Account("a" + i, "r", false), PATIENT);
    }
    assertThat(finder.size()).isEqualTo(InstallationFinder.MOST);
  }

  @Test
  void aLookUpThatFailsIsNotTakenForAnAnswer() throws InterruptedException {
    issuer.locations.add(new Location.Unknown("GitHub answered 502"));
    Credentials credentials = with(plan(Map.of(), null, PAT));

    assertThat(credentials.lend(target("/repos/acme/widgets"), PATIENT))
        .isEqualTo(new Loan.Missing(null, "GitHub answered 502", Duration.ofSeconds(5)));
    issuer.locations.add(new Location.At(31));
    assertThat(payer(credentials, "/repos/acme/widgets")).isEqualTo("installation:31");
  }

  @Test
  void aTokenIsRenewedBehindTheOneThatServes() throws InterruptedException {
    Credentials credentials = with(ONE);
    Loan.Ready first = ready(credentials);
    background = true;
    time.advance(Duration.ofMinutes(49));
    assertThat(ready(credentials).token()).isEqualTo(first.token());
    assertThat(pending).isEmpty();

    time.advance(Duration.ofMinutes(2));
    assertThat(ready(credentials).token()).isEqualTo(first.token());
    assertThat(ready(credentials).token()).isEqualTo(first.token());
    assertThat(pending).hasSize(1);
    pending.remove(0).run();
    assertThat(ready(credentials).token()).isNotEqualTo(first.token());
    assertThat(issuer.minted).hasValue(2);
  }

  @Test
  void aTokenOfTheLastMinuteIsNotServed() throws InterruptedException {
    Credentials credentials = with(ONE);
    Loan.Ready first = ready(credentials);
    time.advance(Duration.ofMinutes(59));
    issuer.issues.add(new Issue.Failed("GitHub answered 500", Duration.ZERO, false));

    assertThat(credentials.lend(target("/graphql"), PATIENT)).isInstanceOf(Loan.Missing.class);
    time.advance(Duration.ofSeconds(2));
    assertThat(ready(credentials).token()).isNotEqualTo(first.token());
  }

  @Test
  void afterAFailureNobodyTriesForAWhileThatGrows() throws InterruptedException {
    Credentials credentials = with(ONE);
    for (int i = 0; i < 6; i++) {
      issuer.issues.add(new Issue.Failed("GitHub answered 500", Duration.ZERO, false));
    }
    Instant start = time.instant();
    List<Long> tries = new ArrayList<>();
    for (int second = 0; second < 240 && issuer.minted.get() < 7; second++) {
      int before = issuer.minted.get();
      credentials.lend(target("/graphql"), PATIENT);
      credentials.lend(target("/graphql"), PATIENT);
      if (issuer.minted.get() > before) {
        tries.add(Duration.between(start, time.instant()).toSeconds());
      }
      time.advance(Duration.ofSeconds(1));
    }
    assertThat(tries).containsExactly(0L, 1L, 3L, 7L, 15L, 31L, 63L);
    assertThat(events).extracting(AuditEvent::action).contains("credential.failed");
    assertThat(results).contains("failed");
  }

  @Test
  void whileGitHubMintsNoneTheOldOneServesOn() throws InterruptedException {
    Credentials first = with(ONE);
    Loan.Ready before = ready(first);
    time.advance(Duration.ofMinutes(55));
    issuer.issues.add(new Issue.Failed("GitHub answered 500", Duration.ZERO, false));

    assertThat(ready(with(ONE)).token()).isEqualTo(before.token());
  }

  @Test
  void a401SaysNothingOfATokenOfItsFirstSecondsAndLittleInItsFirstMinute()
      throws InterruptedException {
    Credentials credentials = with(ONE);
    AccessToken token = requireNonNull(ready(credentials).minted());

    time.advance(Duration.ofSeconds(4));
    assertThat(credentials.refused(token)).isEqualTo(KeptToken.Refusal.FRESH);
    time.advance(Duration.ofSeconds(50));
    assertThat(credentials.refused(token)).isEqualTo(KeptToken.Refusal.FINAL);
    time.advance(Duration.ofSeconds(10));
    assertThat(credentials.refused(token)).isEqualTo(KeptToken.Refusal.REPLACED);
    assertThat(shelf.kept).isEmpty();
    assertThat(ready(credentials).token()).isNotEqualTo(token.value());
    assertThat(credentials.refused(token)).isEqualTo(KeptToken.Refusal.REPLACED);
    assertThat(issuer.minted).hasValue(2);
  }

  @Test
  void withoutItsStoreAProcessMintsForItself() throws InterruptedException {
    Credentials credentials =
        new Credentials(
            ONE,
            issuer,
            new SharedTokens(shelf, shelf, TokenVaultContract.seal(), AWAY, "p"),
            audit(),
            heard,
            time,
            (left, cancellation) -> time.advance(left),
            Runnable::run);

    assertThat(ready(credentials).token()).isEqualTo(ready(credentials).token());
    assertThat(issuer.minted).hasValue(1);
    assertThat(results).containsExactly("minted");
  }

  @Test
  void whatNobodyCanReadAnyMoreIsReplaced() throws InterruptedException {
    shelf.kept.put(
        APP.withId(7),
        new SealedToken("v1.lost.key.x", time.instant(), time.instant().plusSeconds(3600)));

    ready(with(ONE));
    ready(with(ONE));
    assertThat(issuer.minted).hasValue(1);
  }

  @Test
  void noAuditEventShowsAToken() throws InterruptedException {
    ready(with(ONE));

    assertThat(events).extracting(AuditEvent::action).containsExactly("credential.minted");
    assertThat(events.toString()).doesNotContain("ghs_");
    assertThat(with(ONE).lend(target("/graphql"), PATIENT).toString()).doesNotContain("ghs_");
  }

  @Test
  void withoutAnAppTheConfiguredTokenServesAll() throws InterruptedException {
    CredentialPlan plan = new CredentialPlan(null, Map.of(), null, PAT);
    assertThat(new Credentials(plan).lend(target("/repos/a/b"), PATIENT))
        .isInstanceOf(Loan.Ready.class);
    assertThat(new Credentials(CredentialPlan.NONE).lend(target("/repos/a/b"), PATIENT))
        .isEqualTo(Loan.Nothing.INSTANCE);
    assertThat(new Credentials(CredentialPlan.NONE).caller(target("/repos/a/b")))
        .contains(Caller.ANONYMOUS);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CredentialPlan(null, Map.of("a", 1L), null, null))
        .withMessage("app: none (expected: the App of these installations)");
  }

  private Credentials with(CredentialPlan plan) {
    return new Credentials(
        plan,
        issuer,
        new SharedTokens(shelf, shelf, TokenVaultContract.seal(), StoreCalls.UNGUARDED, "p"),
        audit(),
        heard,
        time,
        (left, cancellation) -> time.advance(left),
        this::run);
  }

  private void run(Runnable work) {
    if (background) {
      pending.add(work);
    } else {
      work.run();
    }
  }

  private static CredentialPlan plan(
      Map<String, Long> owners, @Nullable Long fallback, @Nullable Secret token) {
    return new CredentialPlan(APP, owners, fallback, token);
  }

  private static Target target(String path) {
    return Target.parse(path);
  }

  private static Loan.Ready ready(Credentials credentials) throws InterruptedException {
    return (Loan.Ready) credentials.lend(target("/graphql"), PATIENT);
  }

  private static String payer(Credentials credentials, String path) throws InterruptedException {
    return ((Loan.Ready) credentials.lend(target(path), PATIENT)).caller().principal().id();
  }

  private AuditLog audit() {
    return new AuditLog() {
      @Override
      public void append(AuditEvent event) {
        events.add(event);
      }

      @Override
      public List<AuditEvent> latest(int limit) {
        return events;
      }
    };
  }

  private static final StoreCalls AWAY =
      new StoreCalls() {
        @Override
        public <T> T call(Supplier<T> call) {
          throw new StorageUnavailable("test", "away", new IllegalStateException());
        }
      };

  /** A vault, and a slot that is always free. */
  private static final class Shelf implements TokenVault, Slots {
    final Map<Installation, SealedToken> kept = new HashMap<>();

    @Override
    public Optional<SealedToken> find(Installation installation, Instant now) {
      return Optional.ofNullable(kept.get(installation));
    }

    @Override
    public boolean putIfNewer(Installation installation, SealedToken token, Instant now) {
      SealedToken other = kept.get(installation);
      boolean newer = other == null || token.newerThan(other);
      if (newer) {
        kept.put(installation, token);
      }
      return newer;
    }

    @Override
    public boolean remove(Installation installation, SealedToken token) {
      return kept.remove(installation, token);
    }

    @Override
    public void remove(Installation installation) {
      kept.remove(installation);
    }

    @Override
    public int retain(Installation any, Set<Long> ids) {
      throw new UnsupportedOperationException("not asked here");
    }

    @Override
    public SlotDecision acquire(String holder, List<SlotPool> pools, Duration lease, Instant now) {
      List<String> names = pools.stream().map(SlotPool::name).toList();
      return new SlotDecision.Taken(new SlotLease(holder, 1, names, now.plus(lease)));
    }

    @Override
    public boolean renew(SlotLease lease, Duration length, Instant now) {
      throw new UnsupportedOperationException("not asked here");
    }

    @Override
    public void release(SlotLease lease) {
      assertThat(lease.holder()).isEqualTo("p");
    }

    @Override
    public List<SlotLease> holders(String pool, int limit, Instant now) {
      return List.of();
    }

    @Override
    public long occupied(String pool, Instant now) {
      return 0;
    }
  }
}
