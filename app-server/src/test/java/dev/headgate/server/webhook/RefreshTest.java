package dev.headgate.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.Hook;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is read again by itself once an event has spoken of it. */
class RefreshTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SECRET = "the secret of the hook";
  private static final String KEY = "key-of-ci-0123456789";
  private static final String LABELS = "/repos/acme/rocket/labels";
  private static final String ISSUES = "/repos/acme/rocket/issues";

  private static MirrorFixture mirror(String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "GITHUB_WEBHOOK_SECRET",
                SECRET,
                "GITHUB_TOKEN",
                "ghp_ofthegateway",
                "HEADGATE_API_KEYS",
                "ci:" + KEY,
                "WEBHOOKS_REFRESH",
                "10m"));
    settings.addAll(List.of(more));
    return MirrorFixture.start(settings.toArray(new String[0]));
  }

  private static String read(MirrorFixture mirror, String path) {
    return MirrorFixture.cache(mirror.get(path, "", "X-Headgate-Key", KEY));
  }

  private static void deliver(MirrorFixture mirror, String event) {
    Hook hook = new Hook(URI.create(mirror.url() + "/webhooks/github"), SECRET, Set.of());
    assertThat(mirror.github().deliver(hook, event, Payloads.named(event)).accepted()).isTrue();
  }

  private static boolean processed(MirrorFixture mirror, String event, int times) {
    return mirror
        .get("/metrics", "")
        .body()
        .contains("{event=\"%s\",result=\"processed\"} %d.0".formatted(event, times));
  }

  private static boolean refreshed(MirrorFixture mirror, int times) {
    return mirror
        .get("/metrics", "")
        .body()
        .contains("webhook_refreshes_total{status=\"success\"} %d.0".formatted(times));
  }

  @Test
  void whatHoldersOfKeysHadReadIsReadAgainOnceForEachOfThem() {
    try (MirrorFixture mirror = mirror()) {
      mirror.github().mapToken("ghp_ofthegateway", "gateway");
      read(mirror, LABELS);
      read(mirror, ISSUES);
      read(mirror, "/repos/acme/other/labels");
      deliver(mirror, "label");
      // A label's event speaks of the labels, and of the issues that carry them.
      await().atMost(PATIENCE).until(() -> refreshed(mirror, 2));
      assertThat(mirror.upstream(LABELS))
          .hasSize(2)
          .extracting(RecordedRequest::principal)
          .containsOnly("gateway");
      assertThat(mirror.upstream(ISSUES)).hasSize(2);
      assertThat(mirror.upstream("/repos/acme/other")).hasSize(1);

      deliver(mirror, "label");
      await().atMost(PATIENCE).until(() -> processed(mirror, "label", 2));
      assertThat(read(mirror, LABELS)).as("forgotten, and nobody asked since").endsWith("MISS");
      deliver(mirror, "label");
      await().atMost(PATIENCE).until(() -> refreshed(mirror, 3));
      assertThat(read(mirror, LABELS)).isEqualTo("ONLINE_HIT");
    }
  }

  @Test
  void whatWasReadWithACallersTokenIsNot() {
    try (MirrorFixture mirror = mirror()) {
      mirror.get(LABELS, "ghp_ofacaller");
      mirror.get(LABELS, "");
      read(mirror, ISSUES);
      deliver(mirror, "label");
      await().atMost(PATIENCE).until(() -> refreshed(mirror, 1));
      assertThat(mirror.upstream(LABELS)).hasSize(2);
      assertThat(mirror.upstream(ISSUES)).hasSize(2);
    }
  }

  @Test
  void everyProcessReadsAgainWhatItHadServedWhoeverHeardOfTheEvent() {
    try (OwnRedis redis = RealRedis.own();
        MirrorFixture hearing =
            mirror("STORAGE_TYPE", "redis", "REDIS_URL", url(redis), "WORKER_EMBEDDED", "true");
        MirrorFixture serving =
            mirror(
                "STORAGE_TYPE",
                "redis",
                "REDIS_URL",
                url(redis),
                "GITHUB_API_URL",
                hearing.github().url().toString())) {
      read(serving, LABELS);
      deliver(hearing, "label");
      await().atMost(PATIENCE).until(() -> refreshed(serving, 1));
      assertThat(hearing.upstream(LABELS)).hasSize(2);
      assertThat(read(serving, LABELS)).isEqualTo("ONLINE_HIT");
    }
  }

  private static String url(OwnRedis redis) {
    return "redis://127.0.0.1:" + redis.port();
  }
}
