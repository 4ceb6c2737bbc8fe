package dev.headgate.core.telemetry;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Telemetry} promises: it listens, and never stands in the way. */
public interface TelemetryContract {
  /** The telemetry under test. */
  Telemetry telemetry();

  @Test
  default void takesWhateverItIsToldFromManyThreadsAndNeverThrows() {
    Telemetry telemetry = telemetry();
    assertThatCode(
            () -> IntStream.range(0, 2000).parallel().forEach(i -> tellEverything(telemetry, i)))
        .doesNotThrowAnyException();
  }

  @Test
  default void takesFiguresThatMakeNoSense() {
    QuotaKey key = new QuotaKey("h", Principal.ANONYMOUS, "core");
    assertThatCode(
            () -> {
              telemetry().githubAnswered(key, -1, Duration.ofSeconds(-1));
              telemetry().githubAnswered(key, 99_999, Duration.ofDays(10_000));
              telemetry().githubFailed(key, "", Duration.ZERO);
              telemetry().serviceCalled("", true, Duration.ofSeconds(-1));
              telemetry().spent(key, "", "", -1, Instant.EPOCH);
            })
        .doesNotThrowAnyException();
  }

  private static void tellEverything(Telemetry telemetry, int i) {
    Instant now = Instant.ofEpochSecond(1_800_000_000L + i);
    QuotaKey key = new QuotaKey("host" + i, new Principal("user:" + i), "resource" + i % 50);
    telemetry.githubAnswered(key, 200 + i % 400, Duration.ofMillis(i));
    telemetry.githubFailed(key, "reason" + i, Duration.ofMillis(i));
    telemetry.serviceCalled("service" + i, i % 2 == 0, Duration.ofMillis(i));
    telemetry.quotaSeen(key, new QuotaObservation("core", 5000, 5000 - i, i, now));
    telemetry.spent(key, "caller" + i, "route" + i % 50, i % 7, now);
    telemetry.quotaSaved(key);
    telemetry.limited(key, new LimitSignal.Primary(now));
    telemetry.limited(key, new LimitSignal.Secondary(now, false));
    telemetry.retried(i % 2 == 0);
    telemetry.retryWithheld();
    telemetry.tokenAsked("minted");
    telemetry.queued(Priority.LOW);
    telemetry.dequeued(Priority.LOW, Duration.ofMillis(i));
    telemetry.turnedAway(Priority.LOW, "overloaded");
    telemetry.coalesced();
    telemetry.validatorsTrusted(i % 2 == 0);
  }
}
