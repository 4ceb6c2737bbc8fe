package dev.headgate.storage.memory.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.CircuitBreaker.Permission;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.breaker.CircuitBreakersContract;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemoryCircuitBreakersTest implements CircuitBreakersContract {
  private final MemoryCircuitBreakers breakers =
      new MemoryCircuitBreakers(MemoryBreakerSettings.DEFAULTS);

  @Test
  void isClosedSinceTheBeginningUntilItChanges() {
    CircuitBreakers breakers = new MemoryCircuitBreakers(MemoryBreakerSettings.DEFAULTS, NOON);
    CircuitBreaker breaker = breakers.breaker("new");
    assertThat(breaker.status())
        .isEqualTo(new BreakerStatus("new", BreakerStatus.State.CLOSED, NOON));
    breaker.refused(Duration.ZERO, Duration.ofSeconds(5), NOON.plusSeconds(9));
    assertThat(breaker.status().since()).isEqualTo(NOON.plusSeconds(9));
  }

  @Override
  public CircuitBreakers circuitBreakers() {
    return breakers;
  }

  @Test
  void keepsGitHubsBreakerOpenForFiveMinutes() {
    CircuitBreaker github = breakers.breaker(CircuitBreakers.GITHUB);
    CircuitBreakersContract.fail(github, 5, NOON);
    assertThat(github.acquire(NOON)).isEqualTo(new Permission.Refused(Duration.ofMinutes(5)));
  }

  @Test
  void givesProbesUpThatDoNotComeBackForAWholeOpenTime() {
    CircuitBreaker breaker = open();
    Instant halfOpen = NOON.plusSeconds(60);
    assertThat(CircuitBreakersContract.permitted(breaker, halfOpen)).isTrue();
    assertThat(CircuitBreakersContract.permitted(breaker, halfOpen)).isTrue();
    Instant later = halfOpen.plusSeconds(60);
    assertThat(CircuitBreakersContract.permitted(breaker, later.minusMillis(1))).isFalse();
    CircuitBreakersContract.succeed(breaker, 2, later);
    assertThat(breaker.status().state()).isEqualTo(BreakerStatus.State.CLOSED);
  }

  @Test
  void givesEveryPermissionByTheOneInstance() {
    assertThat(closed().acquire(NOON)).isSameAs(Permission.Permitted.INSTANCE);
  }

  private static MemoryBreakerSettings all(BreakerSettings settings) {
    return new MemoryBreakerSettings(Map.of(), settings);
  }

  @Test
  void otherSettingsHoldFromTheNextFailureOn() {
    CircuitBreaker breaker = breakers.breaker("redis");
    CircuitBreakersContract.fail(breaker, 4, NOON);
    breakers.configure(all(new BreakerSettings(2, Duration.ofSeconds(7), 1)));
    CircuitBreakersContract.fail(breaker, 1, NOON);
    assertThat(breaker.status().state()).isEqualTo(BreakerStatus.State.CLOSED);
    CircuitBreakersContract.fail(breaker, 1, NOON);
    assertThat(breaker.acquire(NOON)).isEqualTo(new Permission.Refused(Duration.ofSeconds(7)));
    CircuitBreaker made = breakers.breaker("made later");
    CircuitBreakersContract.fail(made, 2, NOON);
    assertThat(made.status().state()).isEqualTo(BreakerStatus.State.OPEN);
  }

  @Test
  void anOpenOneStaysOpenUnderOtherSettingsForAsLongAsTheySay() {
    CircuitBreaker breaker = open();
    breakers.configure(all(new BreakerSettings(5, Duration.ofHours(1), 1)));
    assertThat(CircuitBreakersContract.permitted(breaker, NOON.plusSeconds(60))).isFalse();
    breakers.configure(all(new BreakerSettings(5, Duration.ofSeconds(30), 1)));
    assertThat(CircuitBreakersContract.permitted(breaker, NOON.plusSeconds(60))).isTrue();
    breakers.configure(all(new BreakerSettings(5, Duration.ofSeconds(30), 2)));
    assertThat(breaker.status().state()).isEqualTo(BreakerStatus.State.HALF_OPEN);
    CircuitBreakersContract.succeed(breaker, 1, NOON.plusSeconds(61));
    assertThat(breaker.status().state())
        .as("two are wanted")
        .isEqualTo(BreakerStatus.State.HALF_OPEN);
    CircuitBreakersContract.succeed(breaker, 1, NOON.plusSeconds(62));
    assertThat(breaker.status().state()).isEqualTo(BreakerStatus.State.CLOSED);
  }

  @Test
  void listsTheServicesInTheOrderOfTheirNames() {
    breakers.breaker("redis");
    breakers.breaker("github");
    assertThat(breakers.statuses())
        .extracting(BreakerStatus::service)
        .containsExactly("github", "redis");
  }

  @Test
  void refusesToMakeBreakersWithoutEnd() {
    for (int i = 0; i < 1_000; i++) {
      breakers.breaker("service-" + i);
    }
    assertThatIllegalStateException().isThrownBy(() -> breakers.breaker("one-more"));
    assertThat(breakers.breaker("service-1").service()).isEqualTo("service-1");
  }

  @Test
  void namesTheSettingThatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BreakerSettings(0, Duration.ofSeconds(1), 1))
        .withMessageStartingWith("failures: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BreakerSettings(1, Duration.ZERO, 1))
        .withMessageStartingWith("openFor: PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BreakerSettings(1, Duration.ofSeconds(1), 0))
        .withMessageStartingWith("successes: 0");
  }
}
