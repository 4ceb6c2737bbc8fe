package dev.headgate.storage.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.identity.Secret;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresSettingsTest {

  private static final PostgresSettings SOME =
      PostgresSettings.of(PostgresUrl.parse("postgres://me:hidden@db/headgate"));

  @Test
  void theRestHasDefaults() {
    assertThat(SOME)
        .isEqualTo(
            new PostgresSettings(
                "jdbc:postgresql://db/headgate",
                "me",
                Secret.of("hidden"),
                10,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3)));
  }

  @Test
  void theSizeAndTheWaitsCanBeChosen() {
    PostgresSettings chosen =
        SOME.withPoolSize(3)
            .withTimeouts(Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(6));
    assertThat(chosen)
        .isEqualTo(
            new PostgresSettings(
                SOME.url(),
                SOME.user(),
                SOME.password(),
                3,
                Duration.ofSeconds(4),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(6)));
  }

  @Test
  void refusesWhatCannotWork() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SOME.withPoolSize(0))
        .withMessage("poolSize: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            SOME.withTimeouts(Duration.ofMillis(249), Duration.ofSeconds(1), Duration.ofSeconds(2)))
        .withMessage("acquireTimeout: PT0.249S (expected: at least PT0.25S)");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            SOME.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2)))
        .withMessage("socketTimeout: PT2S (expected: at least PT2.001S)");
  }
}
