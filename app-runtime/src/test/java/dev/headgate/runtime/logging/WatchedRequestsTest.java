package dev.headgate.runtime.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import dev.headgate.core.ManualTime;
import dev.headgate.core.identity.Redactor;
import dev.headgate.core.telemetry.Decisions;
import dev.headgate.core.telemetry.DecisionsContract;
import dev.headgate.runtime.configuration.LoggingSettings;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WatchedRequestsTest implements DecisionsContract {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualTime time = ManualTime.atNoon();
  private final WatchedRequests watched = new WatchedRequests(time);
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Logging logging = Logging.start(LoggingSettings.DEFAULTS, Redactor.FORMS, out);

  @Override
  public Decisions decisions() {
    watched.watch("request-3", MINUTE);
    return watched;
  }

  @AfterEach
  @SuppressWarnings("resource")
  void restore() {
    logging.close();
    Logging.start(LoggingSettings.DEFAULTS, Redactor.FORMS, System.err);
  }

  @Test
  void decisionsAboutAWatchedRequestAreLoggedThoughDebuggingIsOff() {
    assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(LoggerContext.class);
    watched.watch("r-1", MINUTE);

    watched.decided("r-1", () -> "bears ghp_" + "a".repeat(36));
    watched.decided(
        "r-2",
        () -> {
          throw new AssertionError("nobody listens");
        });

    assertThat(out.toString(UTF_8))
        .contains("DEBUG", "headgate.decisions", "r-1", "bears")
        .doesNotContain("aaaa", "r-2");
  }

  @Test
  void whoIsWatchedIsForgottenInTimeOrByHand() {
    watched.watch("r-1", MINUTE);
    watched.watch("r-2", MINUTE.multipliedBy(2));
    assertThat(watched.all()).containsOnlyKeys("r-1", "r-2");

    time.advance(MINUTE);
    watched.decided("r-1", () -> "late");
    assertThat(watched.all()).containsOnlyKeys("r-2");
    assertThat(watched.forget("r-2")).isTrue();
    assertThat(watched.forget("r-2")).isFalse();

    watched.decided("r-2", () -> "later");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  @Test
  void atMostAHundredAreWatchedForAnHourAtMost() {
    for (int i = 0; i < WatchedRequests.MOST; i++) {
      assertThat(watched.watch("r" + i, MINUTE)).isTrue();
    }
    assertThat(watched.watch("one more", MINUTE)).isFalse();
    assertThat(watched.watch("r7", MINUTE)).isTrue();
    time.advance(MINUTE);
    assertThat(watched.watch("one more", WatchedRequests.LONGEST)).isTrue();
    assertThatThrownBy(() -> watched.watch("r", WatchedRequests.LONGEST.plusSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("length: PT1H1S (expected");
  }
}
