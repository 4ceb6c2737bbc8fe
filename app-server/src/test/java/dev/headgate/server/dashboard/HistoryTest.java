package dev.headgate.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.ManualTime;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.runtime.telemetry.RuleTotals;
import dev.headgate.runtime.telemetry.Totals;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Totals NOTHING = new Totals(0, 0, Map.of(), 0, 0, List.of());

  private final ManualTime time = ManualTime.atNoon();
  private final AtomicReference<Totals> totals = new AtomicReference<>(NOTHING);
  private final Map<QuotaKey, QuotaAccount> accounts = new HashMap<>();
  private final History history = new History(totals::get, now -> Map.copyOf(accounts), time);

  private JsonNode told() throws JsonProcessingException {
    return new JsonMapper().readTree(history.json());
  }

  private static QuotaKey key(int user) {
    return new QuotaKey("api.github.com", new Principal("user:u" + user), "core");
  }

  @Test
  void countsBecomeWhatHappenedPerSecond() throws JsonProcessingException {
    totals.set(
        new Totals(
            100,
            10,
            Map.of("ONLINE_HIT", 30L, "OFFLINE_HIT", 10L, "ONLINE_MISS", 10L),
            20,
            40,
            List.of(new RuleTotals("reads", 60, 15, 0))));
    time.advance(Duration.ofSeconds(10));
    history.look();

    JsonNode point = told().at("/requests/0");
    assertThat(point.path("t").asLong()).isEqualTo(time.instant().toEpochMilli());
    assertThat(point.path("requests").asDouble()).isCloseTo(10, within(0.001));
    assertThat(point.path("faults").asDouble()).isCloseTo(1, within(0.001));
    assertThat(point.path("rejected").asDouble()).isCloseTo(1.5, within(0.001));
    assertThat(point.path("sent").asDouble()).isCloseTo(2, within(0.001));
    assertThat(point.path("saved").asDouble()).isCloseTo(4, within(0.001));
    assertThat(point.path("hits").asDouble()).as("40 of 50").isCloseTo(0.8, within(0.001));

    time.advance(Duration.ofSeconds(5));
    history.look();
    assertThat(told().at("/requests/1/hits").isNull()).as("nobody asked the mirror").isTrue();
    assertThat(told().at("/requests/1/requests").asDouble()).isZero();
  }

  @Test
  void aQuarterOfAnHourIsKept() throws JsonProcessingException {
    for (int i = 0; i < 10_000; i++) {
      time.advance(Duration.ofMillis(250));
      history.look();
    }
    JsonNode points = told().path("requests");
    assertThat(points).hasSize(180);
    assertThat(points.path(179).path("t").asLong() - points.path(0).path("t").asLong())
        .isEqualTo(179 * History.STEP.toMillis());
  }

  @Test
  void anHourOfTheShortestQuotasIsKept() throws JsonProcessingException {
    Instant reset = time.instant().plus(Duration.ofHours(5));
    for (int turn = 0; turn < 500; turn++) {
      for (int user = 0; user < 40; user++) {
        accounts.put(key(user), new QuotaAccount(5_000, 4_000 - turn - user, reset, 0, null));
      }
      history.lookAtQuotas();
      time.advance(History.QUOTA_STEP);
    }
    JsonNode quotas = told().path("quotas");
    assertThat(quotas).hasSize(24);
    JsonNode shortest = quotas.path("api.github.com user:u39 core");
    assertThat(shortest).hasSize(240);
    assertThat(shortest.path(239).path("remaining").asLong()).isEqualTo(4_000 - 499 - 39);
    assertThat(quotas.has("api.github.com user:u0 core")).as("the longest").isFalse();

    accounts.clear();
    history.lookAtQuotas();
    assertThat(told().path("quotas")).as("windows that have ended are forgotten").isEmpty();
  }
}
