package dev.headgate.server.spending;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.ManualTime;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.limit.AllowList;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.LimitTelemetry;
import dev.headgate.core.limit.ModelTokenBuckets;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.spending.Spending;
import dev.headgate.core.spending.SpendingBoard;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.runtime.spending.SharedSpending;
import dev.headgate.server.testing.OwnEndpoints;
import dev.headgate.storage.memory.quota.MemoryQuotaLedger;
import dev.headgate.storage.memory.quota.MemoryQuotaSettings;
import dev.headgate.storage.memory.spending.MemorySpendingBoard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An hour of spending, seen by the log and by the endpoint. */
class SpendingWatchTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final QuotaKey KEY =
      new QuotaKey("api.github.com", Principal.user("octocat"), "core");

  private final ManualTime time = ManualTime.atNoon();
  private final Instant reset = time.instant().plusSeconds(3_600);
  private final MemoryQuotaLedger ledger = new MemoryQuotaLedger(MemoryQuotaSettings.DEFAULTS);
  private final Spending spending = Spending.fresh();
  private final SpendingBoard board = new MemorySpendingBoard();
  private final SharedSpending shared = new SharedSpending(spending.book(), board, "one", time);
  private final SpendingWatch watch = new SpendingWatch(ledger, spending.outlook(), shared, time);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(SpendingWatch.class);
  private long left = 5_000;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void silence() {
    logger.detachAppender(log);
  }

  @Test
  void warnsOncePerWindowAndOnceMoreWhenItIsMuchNearer() {
    spend(Duration.ofMinutes(60), 120);

    assertThat(log.list).hasSize(2);
    ILoggingEvent first = log.list.getFirst();
    assertThat(first.getLevel()).isEqualTo(Level.WARN);
    assertThat(first.getMessage()).isEqualTo("a quota will not last until its reset");
    assertThat(value(first, "principal")).isEqualTo("user:octocat");
    assertThat(value(first, "resource")).isEqualTo("core");
    assertThat(value(first, "top_callers")).isEqualTo("ci (75%), web (25%)");
    assertThat(value(first, "top_paths")).isEqualTo("/repos/{owner}/{repo} (100%)");
    assertThat(value(first, "rate_per_minute")).isEqualTo("120");
    assertThat(Long.parseLong(value(first, "in_seconds"))).isBetween(2_200L, 2_500L);
    Instant expected = reset.minus(Duration.ofMinutes(60)).plusSeconds(2_500);
    assertThat(Instant.parse(value(first, "exhausted_at")))
        .isBetween(expected.minusSeconds(60), expected.plusSeconds(60));
    assertThat(Long.parseLong(value(log.list.get(1), "in_seconds"))).isBetween(500L, 620L);
  }

  @Test
  void saysNothingOfAQuotaThatLasts() {
    spend(Duration.ofMinutes(60), 60);
    assertThat(log.list).isEmpty();
  }

  @Test
  void countsWhatOthersSpendAndNamesThemAsTheyTell() {
    Spending elsewhere = Spending.fresh();
    SharedSpending other = new SharedSpending(elsewhere.book(), board, "other", time);
    spend(Duration.ofMinutes(1), 4);
    elsewhere.book().spent(KEY, "batch", "/user", 400, time.instant());
    other.exchange();
    shared.exchange();
    for (int i = 0; i < 24; i++) {
      observe(20);
      time.advance(Duration.ofSeconds(5));
      watch.look();
    }
    assertThat(shared.processes()).isEqualTo(2);
    assertThat(log.list).hasSize(1);
    assertThat(value(log.list.getFirst(), "top_callers")).startsWith("batch (99%)");
  }

  @Test
  void theEndpointForecastsTheSame() throws JsonProcessingException {
    spend(Duration.ofMinutes(20), 120);
    QuotaEndpoints endpoints =
        new QuotaEndpoints(
            ledger,
            spending.outlook(),
            shared,
            Set.of(most -> List.of(Map.of("caller", "ci", "position", 1))),
            time);
    try (OwnEndpoints served = OwnEndpoints.serving(endpoints, limits(), time)) {
      JsonNode answer = JSON.readTree(served.send("GET", "/api/v1/quotas", "").body());
      assertThat(answer.path("process").asText()).isEqualTo("one");
      assertThat(answer.at("/queue/0/caller").asText()).isEqualTo("ci");
      JsonNode quota = answer.at("/quotas/0");
      assertThat(quota.path("used").asLong()).isEqualTo(2_400);
      assertThat(quota.path("rate_per_minute").asDouble()).isBetween(119.0, 121.0);
      assertThat(quota.at("/forecast/in_seconds").asLong()).isBetween(1_290L, 1_310L);
      assertThat(quota.at("/forecast/method").asText()).isEqualTo("trimmed-mean-15m");
      assertThat(Instant.parse(quota.at("/forecast/exhausted_at").asText()))
          .isBetween(time.instant().plusSeconds(1_290), time.instant().plusSeconds(1_310));
      assertThat(quota.at("/top_callers/0").toString())
          .isEqualTo("{\"caller\":\"ci\",\"points\":1800,\"share\":0.75}");
      assertThat(
              JSON.readTree(served.send("GET", "/api/v1/quotas?principal=user:x", "").body())
                  .path("quotas"))
          .isEmpty();
      assertThat(served.send("GET", "/api/v1/quotas?principal=a&principal=b", "").statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void theAnswerIsBounded() throws JsonProcessingException {
    for (int i = 0; i < 300; i++) {
      QuotaKey key = new QuotaKey("h", Principal.user("u" + i), "core");
      Reservation held = ledger.reserve(key, Demand.of(1, Duration.ofMinutes(1)), time.instant());
      ledger.settle(
          held, 1, new QuotaObservation("core", 5_000, 1_000 + i, 1, reset), time.instant());
    }
    QuotaEndpoints endpoints =
        new QuotaEndpoints(ledger, spending.outlook(), shared, Set.of(), time);
    try (OwnEndpoints served = OwnEndpoints.serving(endpoints, limits(), time)) {
      JsonNode answer = JSON.readTree(served.send("GET", "/api/v1/quotas", "").body());
      assertThat(answer.path("quotas")).hasSize(200);
      assertThat(answer.path("omitted").asInt()).isEqualTo(100);
      assertThat(answer.at("/quotas/0/principal").asText()).isEqualTo("user:u0");
    }
  }

  private static InboundLimits limits() {
    return new InboundLimits(
        LimitStore.of(new ModelTokenBuckets()),
        new ModelTokenBuckets(),
        StoreCalls.UNGUARDED,
        () -> 1,
        AllowList.NOBODY,
        LimitTelemetry.SILENT);
  }

  /** Three of four points by one caller, looked at every five seconds. */
  private void spend(Duration time, double perMinute) {
    double due = 0;
    for (int second = 1; second <= time.toSeconds(); second++) {
      due += perMinute / 60;
      for (; due >= 1; due--) {
        if (observe(1)) {
          String caller = left % 4 == 0 ? "web" : "ci";
          spending.book().spent(KEY, caller, "/repos/{owner}/{repo}", 1, this.time.instant());
        }
      }
      this.time.advance(Duration.ofSeconds(1));
      if (second % 5 == 0) {
        watch.look();
      }
    }
  }

  /** GitHub answers a request that cost so much; whether there was so much left. */
  private boolean observe(long points) {
    Instant now = time.instant();
    Reservation held = ledger.reserve(KEY, Demand.of(points, Duration.ofMinutes(1)), now);
    if (held.refusal() != null) {
      return false;
    }
    left -= points;
    ledger.settle(
        held, points, new QuotaObservation("core", 5_000, left, 5_000 - left, reset), now);
    return true;
  }

  private static String value(ILoggingEvent event, String key) {
    return event.getKeyValuePairs().stream()
        .filter(pair -> pair.key.equals(key))
        .map(pair -> String.valueOf(pair.value))
        .findFirst()
        .orElseThrow();
  }
}
