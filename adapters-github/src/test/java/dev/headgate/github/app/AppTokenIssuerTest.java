package dev.headgate.github.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.credential.Account;
import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.TokenIssuer;
import dev.headgate.core.credential.TokenIssuer.Issue;
import dev.headgate.core.credential.TokenIssuer.Location;
import dev.headgate.core.credential.TokenIssuerContract;
import dev.headgate.core.identity.Redactor;
import dev.headgate.core.identity.Secret;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.github.simulator.TokenMint;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.github.upstream.UpstreamSettings;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The App's calls, over real HTTP, to a GitHub that verifies every signature. */
class AppTokenIssuerTest implements TokenIssuerContract {
  private static final KeyPair PAIR = Keys.rsa(2048);
  private static final Account ACME = new Account("acme", "widgets", false);

  private final ManualTime time = new ManualTime(Instant.parse("2026-05-01T12:00:00Z"));
  private final GitHubSimulator github =
      new GitHubSimulator(SimulatorOptions.DEFAULTS.withClock(time));
  private final OkHttpUpstream upstream =
      new OkHttpUpstream(UpstreamSettings.DEFAULTS.withApiUrl(github.url()));

  @BeforeEach
  void install() {
    github.registerApp("12", PAIR.getPublic());
    github.install(7, "acme");
  }

  @AfterEach
  void close() {
    upstream.close();
    github.close();
  }

  @Override
  public TokenIssuer issuer() {
    return issuer("12", Keys.pkcs1(PAIR), time);
  }

  @Override
  public Installation installed() {
    return new Installation(upstream.host(), "12", 7);
  }

  @Test
  void bothFormsOfTokensAreTakenAsTheyAreAndMaskedEverywhere() {
    for (boolean stateless : new boolean[] {false, true}) {
      github.mint(TokenMint.DEFAULTS.withStateless(stateless));
      Secret token = ((Issue.Minted) issuer().issue(installed(), PATIENCE)).token().value();

      assertThat(token.length()).isBetween(stateless ? 500 : 40, stateless ? 540 : 40);
      assertThat(Redactor.FORMS.redact("sent " + token.reveal() + ", and so on"))
          .isEqualTo("sent ****, and so on");
    }
  }

  @Test
  void aForeignKeyIsRefusedWithAHint() {
    Issue issue = issuer("12", Keys.pkcs8(Keys.rsa(2048)), time).issue(installed(), PATIENCE);

    assertThat(issue)
        .isEqualTo(
            new Issue.Failed(
                "GitHub answered the App with 401: A JSON web token could not be decoded; check"
                    + " GITHUB_APP_ID and GITHUB_PRIVATE_KEY",
                Duration.ZERO,
                true));
  }

  @Test
  void anAppThatDoesNotExistIsNotTakenForAnInstallationThatIsGone() {
    TokenIssuer issuer = issuer("13", Keys.pkcs8(PAIR), time);

    assertThat(issuer.issue(installed(), PATIENCE)).isInstanceOf(Issue.Failed.class);
    assertThat(issuer.locate(ACME, PATIENCE)).isInstanceOf(Location.Unknown.class);
  }

  @Test
  void aClockThatIsWrongIsSetByGitHubsOwn() {
    for (Duration off : new Duration[] {Duration.ofHours(-3), Duration.ofHours(3)}) {
      GitHubClock clock = new GitHubClock(() -> time.instant().plus(off));
      TokenIssuer issuer =
          new AppTokenIssuer(upstream, new AppJwt("12", AppKey.of(Keys.pkcs8(PAIR))), clock);
      int before = github.requests(100).size();

      Issue.Minted minted = (Issue.Minted) issuer.issue(installed(), PATIENCE);

      assertThat(Duration.between(time.instant(), clock.instant()).abs())
          .isLessThan(Duration.ofSeconds(2));
      assertThat(minted.token().usable(clock.instant())).isTrue();
      assertThat(github.requests(100)).hasSize(before + 2);
    }
  }

  @Test
  void trustsItsOwnClockWithinAFewSeconds() {
    GitHubClock clock = new GitHubClock(() -> time.instant().plusSeconds(4));
    new AppTokenIssuer(upstream, new AppJwt("12", AppKey.of(Keys.pkcs8(PAIR))), clock)
        .issue(installed(), PATIENCE);

    assertThat(clock.instant()).isEqualTo(time.instant().plusSeconds(4));
  }

  @Test
  void whatGitHubFailsAtIsToldAndWorthAnotherTry() {
    github.play(Scenario.outage(502));
    assertThat(issuer().issue(installed(), PATIENCE))
        .isEqualTo(new Issue.Failed("GitHub answered the App with 502", Duration.ZERO, false));
    assertThat(issuer().locate(ACME, PATIENCE)).isInstanceOf(Location.Unknown.class);
    github.clearScenarios();
    github.play(Scenario.secondary(Duration.ofSeconds(30)));
    assertThat(issuer().issue(installed(), PATIENCE))
        .isInstanceOfSatisfying(
            Issue.Failed.class,
            failed -> {
              assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(30));
              assertThat(failed.lasting()).isFalse();
            });
    github.clearScenarios();
    github.play(Scenario.of(Scenario.Kind.RESET_CONNECTION));
    assertThat(issuer().issue(installed(), PATIENCE))
        .isInstanceOfSatisfying(
            Issue.Failed.class,
            failed -> assertThat(failed.detail()).startsWith("GitHub could not be asked: "));
  }

  @Test
  void asksUnderTheVersionItWasWrittenFor() {
    issuer().issue(installed(), PATIENCE);

    RecordedRequest sent = github.requests(1).get(0);
    assertThat(sent.target()).isEqualTo("/app/installations/7/access_tokens");
    assertThat(sent.header("X-GitHub-Api-Version")).contains("2022-11-28");
    assertThat(new AppJwt("12", AppKey.of(Keys.pkcs8(PAIR))).at(time.instant()).length())
        .isBetween(400, 600);
  }

  private TokenIssuer issuer(String app, Secret key, InstantSource clock) {
    return new AppTokenIssuer(upstream, new AppJwt(app, AppKey.of(key)), new GitHubClock(clock));
  }
}
