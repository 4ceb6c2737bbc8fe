package dev.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.TokenMint;
import dev.headgate.server.testing.AppKeys;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens in both forms, by accounts, and in their first seconds; by the machine's clock. */
class FreshTokensTest {
  private static final String KEY = "the-key-of-ci-0123456789";

  private final MirrorFixture mirror =
      MirrorFixture.configured(
          InstantSource.system(),
          "github: {installations: [{id: 7, owners: [acme]}, {id: 8, owners: [umbrella]}]}",
          "HEADGATE_API_KEYS",
          "ci:" + KEY,
          "GITHUB_APP_ID",
          AppKeys.APP,
          "GITHUB_PRIVATE_KEY",
          AppKeys.pem());

  @BeforeEach
  void install() {
    mirror.github().registerApp(AppKeys.APP, AppKeys.publicKey());
    mirror.github().install(7, "acme");
    mirror.github().install(8, "umbrella");
    mirror.github().install(9, "octo");
  }

  @AfterEach
  void close() {
    mirror.close();
  }

  @Test
  void aTokenThatIsNotKnownEverywhereYetIsTriedAgain() {
    mirror.github().mint(TokenMint.DEFAULTS.withUnknownFor(Duration.ofSeconds(2)));

    assertThat(lent("/repos/acme/widgets").statusCode()).isEqualTo(200);
    assertThat(mirror.upstream("/app/installations/")).hasSize(1);
    assertThat(mirror.upstream("/repos/acme/widgets")).hasSizeBetween(2, 3);
  }

  @Test
  void theOwnerInThePathChoosesAndWhoIsNotNamedIsLookedUpOnce() {
    mirror.github().mint(TokenMint.DEFAULTS.withStateless(true));

    assertThat(principal("/repos/acme/widgets")).isEqualTo("installation-7");
    assertThat(principal("/repos/Umbrella/widgets")).isEqualTo("installation-8");
    assertThat(principal("/repos/octo/hello")).isEqualTo("installation-9");
    assertThat(principal("/orgs/octo")).isEqualTo("installation-9");
    assertThat(principal("/repos/stranger/widgets")).isEqualTo("127.0.0.1");
    assertThat(mirror.upstream("/repos/octo/hello/installation")).hasSize(1);
    assertThat(mirror.upstream("/orgs/octo/installation")).isEmpty();
  }

  private String principal(String path) {
    assertThat(lent(path).statusCode()).isEqualTo(200);
    return mirror.lastUpstream().principal();
  }

  private HttpResponse<String> lent(String path) {
    return mirror.get(path, "", "X-Headgate-Key", KEY);
  }
}
