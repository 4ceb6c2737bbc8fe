package dev.headgate.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.RedisCluster;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two servers that keep everything in one cluster of three Redis servers. */
class RedisClusterTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static MirrorFixture over(RedisCluster cluster) {
    return MirrorFixture.configured(
        InstantSource.system(),
        """
        rate-limit:
          enabled: true
          default: 100000
          rules:
            - {name: ten, match: {path: "/repos/octo/ten"}, permits: 10, per: 1h}
        """,
        "STORAGE_TYPE",
        "redis",
        "REDIS_URL",
        cluster.settings().nodes().stream().map(URI::toString).collect(Collectors.joining(",")));
  }

  private static long admitted(MirrorFixture server, int asked) {
    long admitted = 0;
    for (int i = 0; i < asked; i++) {
      admitted += server.get("/repos/octo/ten", "ghp_ten").statusCode() == 429 ? 0 : 1;
    }
    return admitted;
  }

  @Test
  void shareLimitsCircuitsCopiesAndChangesOfRules() {
    try (RedisCluster cluster = RealRedis.cluster();
        MirrorFixture one = over(cluster);
        MirrorFixture other = over(cluster)) {
      await().atMost(SOON).until(() -> healthy(one) && healthy(other));
      assertThat(admitted(one, 6) + admitted(other, 6)).isEqualTo(10);

      String rule = "{\"match\": {\"path\": \"/repos/octo/x\"}, \"permits\": 7, \"per\": \"1h\"}";
      assertThat(one.send("PUT", "/api/v1/limits/added", "", rule).statusCode()).isEqualTo(201);
      await()
          .atMost(SOON)
          .until(() -> other.get("/api/v1/limits/added", "").body().contains("\"permits\":7"));

      one.send(
          one.request("/api/v1/breakers/github", "Content-Type", "application/json")
              .PUT(BodyPublishers.ofString("{\"force\": \"open\"}")));
      await()
          .atMost(SOON)
          .until(
              () -> other.get("/api/v1/breakers/github", "").body().contains("\"state\":\"open\""));
      assertThat(healthy(one)).isTrue();
    }
  }

  private static boolean healthy(MirrorFixture server) {
    return server.get("/api/v1/health", "").body().contains("\"degraded\":[]");
  }
}
