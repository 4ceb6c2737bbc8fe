package dev.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BandwidthTest {
  private static final int BODY = 1 << 20;
  private static final String PATH = "/repos/octo/large/contents/file";

  @Test
  void aCallersLargeBodiesWaitForTheirTurns() {
    try (MirrorFixture mirror =
        MirrorFixture.start(
            "CACHE_MAX_BODY_BYTES", "1024", "PROTECTION_BANDWIDTH_PER_CALLER", "1MiB")) {
      mirror.github().putGenerated(PATH, "application/octet-stream", BODY);
      byte[] body =
          mirror
              .send(
                  mirror.request(PATH, "Authorization", "Bearer ghp_large"),
                  BodyHandlers.ofByteArray())
              .body();

      assertThat(body).hasSize(BODY);
      assertThat(metric(mirror, "protection_moved_bytes_total", "mirror_callers")).isEqualTo(BODY);
      assertThat(metric(mirror, "protection_moved_bytes_total", "mirror_network")).isEqualTo(BODY);
      // A quarter of a second's worth passes at once.
      assertThat(metric(mirror, "protection_throttle_wait_seconds_total", "mirror_callers"))
          .isGreaterThan(0);
      assertThat(metric(mirror, "protection_throttle_wait_seconds_total", "mirror_network"))
          .isZero();
    }
  }

  private static double metric(MirrorFixture mirror, String name, String resource) {
    String sample = "(?m)^" + name + "\\{resource=\"" + resource + "\"} (\\S+)$";
    Matcher matcher = Pattern.compile(sample).matcher(mirror.get("/metrics", "").body());
    assertThat(matcher.find()).as(name).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
