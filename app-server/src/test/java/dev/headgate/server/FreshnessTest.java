package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the configuration lets the mirror answer without asking GitHub. */
class FreshnessTest {
  private static final String TOKEN = "ghp_freshness";
  private static final String COMMIT =
      "/repos/octo/lasting/commits/0123456789abcdef0123456789abcdef01234567";
  private static final String MISSING = "/repos/octo/private-secret";

  private final ManualTime clock = new ManualTime(Instant.now());

  @Test
  void anImmutableObjectIsReadOnceAndItsStatusEachTime() {
    try (MirrorFixture mirror = MirrorFixture.configured(clock, "cache: {immutable: true}")) {
      HttpResponse<String> first = mirror.get(COMMIT, TOKEN);
      mirror.get(COMMIT + "/status", TOKEN);
      clock.advance(Duration.ofHours(20));
      HttpResponse<String> held = mirror.get(COMMIT, TOKEN);
      mirror.get(COMMIT + "/status", TOKEN);

      assertThat(held.body()).isEqualTo(first.body());
      assertThat(cache(held)).isEqualTo("ONLINE_HIT");
      assertThat(field(held, "Cache-Status")).isEqualTo("headgate; hit; detail=immutable");
      assertThat(field(held, "Age")).isEqualTo("72000");
      assertThat(mirror.upstream(COMMIT)).hasSize(1 + 2);
      assertThat(mirror.upstream(COMMIT + "/status")).hasSize(2);
    }
  }

  @Test
  void freshnessMayDifferByPath() {
    String yaml =
        """
        cache:
          freshness: max-age
          freshness-by-path:
            /repos/octo/**: revalidate
        """;
    try (MirrorFixture mirror = MirrorFixture.configured(clock, yaml)) {
      for (int i = 0; i < 2; i++) {
        mirror.get("/repos/octo/asked", TOKEN);
        mirror.get("/repos/other/trusted", TOKEN);
      }
      assertThat(mirror.upstream("/repos/octo/asked")).hasSize(2);
      assertThat(mirror.upstream("/repos/other/trusted")).hasSize(1);
    }
  }

  @Test
  void aMissingResourceIsAskedForAgainAfterAWhile() {
    try (MirrorFixture mirror = MirrorFixture.configured(clock, "cache: {negative-ttl: 5s}")) {
      mirror.github().grant("octo/private-secret", "somebody-else");
      assertThat(mirror.get(MISSING, TOKEN).statusCode()).isEqualTo(404);
      clock.advance(Duration.ofSeconds(4));
      HttpResponse<String> held = mirror.get(MISSING, TOKEN);
      assertThat(held.statusCode()).isEqualTo(404);
      assertThat(field(held, "Cache-Status")).isEqualTo("headgate; hit; detail=negative-ttl");
      assertThat(mirror.upstream(MISSING)).hasSize(1);

      clock.advance(Duration.ofSeconds(1));
      mirror.get(MISSING, TOKEN);
      clock.advance(Duration.ofSeconds(9));
      mirror.get(MISSING, TOKEN);
      assertThat(mirror.upstream(MISSING)).hasSize(2);
    }
  }

  @Test
  void aFeedIsLeftAloneForItsPollInterval() {
    String events = "/repos/octo/polled/events";
    try (MirrorFixture mirror = MirrorFixture.configured(clock, "")) {
      mirror.get(events, TOKEN);
      clock.advance(Duration.ofSeconds(59));
      HttpResponse<String> held = mirror.get(events, TOKEN);
      assertThat(field(held, "X-Poll-Interval")).isEqualTo("60");
      assertThat(field(held, "Cache-Status")).isEqualTo("headgate; hit; detail=poll-interval");
      assertThat(mirror.upstream(events)).hasSize(1);

      mirror.get(events, TOKEN, "Cache-Control", "no-cache");
      assertThat(mirror.upstream(events)).hasSize(2);
    }
  }
}
