package dev.headgate.github.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamSettingsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theDefaultsSuitGitHub() {
    UpstreamSettings defaults = UpstreamSettings.DEFAULTS;

    assertThat(defaults.apiUrl()).hasToString("https://api.github.com");
    assertThat(defaults.userAgent()).startsWith("headgate/");
    assertThat(defaults.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(defaults.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(defaults.idleConnections()).isEqualTo(256);
    assertThat(defaults.keepAlive()).isEqualTo(Duration.ofMinutes(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x", "/x", "https://u:p@x", "https://x?a", "https://x#a", "x"})
  void theApiIsAnHttpUrlAndNothingMore(String url) {
    assertThatThrownBy(() -> UpstreamSettings.DEFAULTS.withApiUrl(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("apiUrl: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\r\nB: c", "é"})
  void theUserAgentIsOneField(String agent) {
    URI url = UpstreamSettings.DEFAULTS.apiUrl();
    assertThatThrownBy(() -> new UpstreamSettings(url, agent, SECOND, SECOND, 1, SECOND))
        .hasMessageStartingWith("userAgent: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT25H"})
  void timesAreWithinADay(String time) {
    assertThatThrownBy(() -> UpstreamSettings.DEFAULTS.withIdleTimeout(Duration.parse(time)))
        .hasMessageStartingWith("idleTimeout: ");
  }
}
