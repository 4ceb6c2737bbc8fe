package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The gateway's own GitHub token serves those who bring one of its API keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagedCredentialsTest {
  private static final String KEY = "the-key-of-ci-0123456789";
  private static final String PLANS = "/repos/acme/private-plans";

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "GITHUB_TOKEN",
          "ghp_thegatewaysown",
          "HEADGATE_API_KEYS",
          "ci:" + KEY + ",other:another-key-0123456789");

  @BeforeAll
  void grant() {
    mirror.github().mapToken("ghp_thegatewaysown", "gateway", "repo");
    mirror.github().grant("acme/private-plans", "gateway");
  }

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void aKeyLendsTheGatewaysToken() {
    HttpResponse<String> answer = mirror.get(PLANS, "", "X-Headgate-Key", KEY);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(mirror.lastUpstream().principal()).isEqualTo("gateway");
    assertThat(mirror.lastUpstream().header("X-Headgate-Key")).isEmpty();
    assertThat(mirror.lastUpstream().headers().toString()).doesNotContain(KEY);
  }

  @Test
  void twoKeysShareWhatTheGatewayMaySee() {
    mirror.get(PLANS, "", "X-Headgate-Key", KEY);

    assertThat(cache(mirror.get(PLANS, "", "X-Headgate-Key", "another-key-0123456789")))
        .isEqualTo("ONLINE_HIT");
  }

  @Test
  void aWrongKeyIsRefusedAndSentNowhere() {
    int asked = mirror.upstream().size();
    for (String wrong : new String[] {"wrong", "", KEY + "x", "ci"}) {
      HttpResponse<String> answer = mirror.get(PLANS, "", "X-Headgate-Key", wrong);

      assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
      assertThat(field(answer, "Content-Type")).startsWith("application/json");
      assertThat(answer.body()).contains("\"message\"").doesNotContain(KEY);
    }
    assertThat(mirror.upstream()).hasSize(asked);
  }

  @Test
  void withoutAKeyTheCallerIsAnonymous() {
    mirror.get(PLANS, "", "X-Headgate-Key", KEY);

    HttpResponse<String> plans = mirror.get(PLANS, "");
    HttpResponse<String> open = mirror.get("/repos/octo/hello", "");

    assertThat(plans.statusCode()).isEqualTo(404);
    assertThat(open.statusCode()).isEqualTo(200);
    assertThat(mirror.lastUpstream().header("Authorization")).isEmpty();
    assertThat(mirror.lastUpstream().principal()).isEqualTo("127.0.0.1");
  }

  @Test
  void oneWithATokenOfHisOwnKeepsIt() {
    mirror.github().mapToken("ghp_visitor", "visitor");

    assertThat(mirror.get(PLANS, "ghp_visitor").statusCode()).isEqualTo(404);
    assertThat(mirror.get(PLANS, "ghp_visitor", "X-Headgate-Key", KEY).statusCode()).isEqualTo(404);
    assertThat(mirror.lastUpstream().principal()).isEqualTo("visitor");
  }
}
