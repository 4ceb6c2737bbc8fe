package dev.headgate.server.webhook;

import static dev.headgate.server.testing.MirrorFixture.field;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.Hook;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code CACHE_FRESHNESS=webhook} lets the mirror answer without asking GitHub. */
class WebhookFreshnessTest {
  private static final String SECRET = "the secret of the hook";
  private static final String TOKEN = "ghp_fresh";
  private static final String LABELS = "/repos/acme/rocket/labels";
  private static final String ISSUE = "/repos/acme/rocket/issues/17";
  private static final String CONTENTS = "/repos/acme/rocket/contents/README.md";
  private static final String COLLABORATORS = "/repos/acme/rocket/collaborators";

  private final ManualTime clock = new ManualTime(Instant.now());
  private final MirrorFixture mirror =
      MirrorFixture.configured(
          clock,
          """
          cache:
            freshness: webhook
            freshness-by-path: {"/repos/*/*/contents/**": revalidate}
          webhooks: {settle: 0}
          """,
          "GITHUB_WEBHOOK_SECRET",
          SECRET);

  @AfterEach
  void stop() {
    mirror.close();
  }

  @Test
  void asksGitHubWhileNoWebhookWasSeen() {
    read(LABELS, 2);
    assertThat(asked(LABELS)).isEqualTo(2);
  }

  @Test
  void isFreshOnceEveryEventOfThePathIsKnownToArrive() {
    read(LABELS, 1);
    deliver("ping", 1);
    clock.advance(Duration.ofSeconds(1));
    // It was read before the first delivery: what happened in between may not have been told.
    read(LABELS, 1);
    assertThat(asked(LABELS)).isEqualTo(2);
    read(LABELS, 5);
    assertThat(asked(LABELS)).isEqualTo(2);
    assertThat(field(mirror.get(LABELS, TOKEN), "Cache-Status"))
        .isEqualTo("headgate; hit; detail=webhook");

    clock.advance(Duration.ofMinutes(59));
    read(LABELS, 1);
    assertThat(asked(LABELS)).isEqualTo(2);
    clock.advance(Duration.ofMinutes(2));
    read(LABELS, 1);
    assertThat(asked(LABELS)).as("revalidated after the maximal age").isEqualTo(3);
  }

  @Test
  void anEventEndsIt() {
    deliver("ping", 1);
    clock.advance(Duration.ofSeconds(1));
    read(LABELS, 3);
    read(ISSUE, 3);
    assertThat(asked(LABELS)).isEqualTo(1);
    assertThat(asked(ISSUE)).isEqualTo(1);

    mirror.github().putJson(LABELS, "[{\"name\":\"stand\"}]");
    deliver("label-created", 1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(mirror.get(LABELS, TOKEN).body()).contains("stand");
    read(ISSUE, 1);
    assertThat(asked(LABELS)).isEqualTo(2);
    assertThat(asked(ISSUE)).as("of which the event did not speak").isEqualTo(1);
  }

  @Test
  void whatWebhooksDoNotTellIsAskedAlways() {
    deliver("ping", 1);
    clock.advance(Duration.ofSeconds(1));
    mirror.github().putJson(COLLABORATORS, "[{\"login\":\"mona-dev\"}]");
    mirror.github().putJson(CONTENTS, "{\"name\":\"README.md\"}");
    read(COLLABORATORS, 2);
    read(CONTENTS, 2);
    read("/repos/acme/rocket/pulls", 2);
    read("/repos/acme/other/labels", 2);
    assertThat(asked(COLLABORATORS)).as("no event tells it").isEqualTo(2);
    assertThat(asked(CONTENTS)).as("configured otherwise").isEqualTo(2);
    assertThat(asked("/repos/acme/rocket/pulls")).as("the hook lacks events").isEqualTo(2);
    assertThat(asked("/repos/acme/other/labels")).as("no hook there").isEqualTo(2);
  }

  @Test
  void doesNotRelyOnAHookThatFellSilent() {
    deliver("ping", 1);
    clock.advance(Duration.ofHours(23));
    read(LABELS, 2);
    assertThat(asked(LABELS)).isEqualTo(1);
    clock.advance(Duration.ofMinutes(61));
    read(LABELS, 2);
    assertThat(asked(LABELS)).isEqualTo(3);
  }

  @Test
  void whatWasBeingReadWhenTheEventCameIsAnsweredAndNotKept() {
    deliver("ping", 1);
    clock.advance(Duration.ofSeconds(1));
    mirror.github().play(Scenario.latency(Duration.ofSeconds(3)).forPath(LABELS).times(1));
    CompletableFuture<HttpResponse<String>> slow =
        CompletableFuture.supplyAsync(() -> mirror.get(LABELS, TOKEN));
    await().atMost(Duration.ofSeconds(60)).until(() -> asked(LABELS) == 1);
    deliver("label", 1);
    assertThat(slow).as("GitHub is still at it").isNotDone();

    assertThat(slow.join().statusCode()).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(MirrorFixture.cache(mirror.get(LABELS, TOKEN))).isEqualTo("ONLINE_MISS");
    assertThat(asked(LABELS)).isEqualTo(2);
    read(LABELS, 2);
    assertThat(asked(LABELS)).as("what was read since is kept").isEqualTo(2);
  }

  private void read(String path, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(mirror.get(path, TOKEN).statusCode()).isEqualTo(200);
    }
  }

  private int asked(String path) {
    return mirror.upstream(path).size();
  }

  private void deliver(String payload, int processed) {
    String event = payload.replaceAll("-.*", "");
    Hook hook = new Hook(URI.create(mirror.url() + "/webhooks/github"), SECRET, Set.of());
    String text = new String(Payloads.named(payload), UTF_8);
    assertThat(mirror.github().deliver(hook, event, text.getBytes(UTF_8)).accepted()).isTrue();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            mirror
                .get("/metrics", "")
                .body()
                .contains("{event=\"%s\",result=\"processed\"} %d.0".formatted(event, processed)));
  }
}
