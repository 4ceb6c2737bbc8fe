package dev.headgate.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked of the audit, and what it says of questions that make no sense. */
class AuditQueryTest {
  private static final String AUDIT = "/api/v1/audit";
  private static final String ADMIN = "an-administrators-token-of-some-length";
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private static MirrorFixture mirror;

  /** Entries 1 to 12: a watched request each minute from noon on, each third one forgotten. */
  @BeforeAll
  static void start() {
    ManualTime time = new ManualTime(NOON);
    mirror =
        MirrorFixture.start(
            SimulatorOptions.DEFAULTS.withClock(time), time, "HEADGATE_ADMIN_TOKEN", ADMIN);
    for (int i = 1; i <= 12; i++) {
      String path = "/api/v1/debug/requests/" + i;
      String method = i % 3 == 0 ? "DELETE" : "PUT";
      assertThat(mirror.send(admin(path).method(method, BodyPublishers.noBody())).statusCode())
          .isIn(200, 204);
      time.advance(Duration.ofMinutes(1));
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> numbers("").size() == 12);
  }

  @AfterAll
  static void stop() {
    mirror.close();
  }

  private static HttpRequest.Builder admin(String target) {
    return mirror.request(target, "Authorization", "Bearer " + ADMIN);
  }

  private static HttpResponse<String> ask(String target) {
    return mirror.send(admin(target).GET());
  }

  private static JsonNode json(String query) {
    HttpResponse<String> answer = ask(AUDIT + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Entries.json(answer.body());
  }

  private static List<Integer> numbers(String query) {
    return Entries.numbers(json(query));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "?action=debug.forgotten | 12,9,6,3",
        "?action=debug.*&limit=2 | 12,11",
        "?actor=admin&outcome=done | 12,9,6,3",
        "?actor=adm* &outcome=600* | 11,10,8,7,5,4,2,1",
        "?actor=nobody | ''",
        "?since=2026-05-01T12:09:00Z | 12,11,10",
        "?until=2026-05-01T12:02:00Z | 2,1",
        "?since=2026-05-01T14:02:00%2B02:00&until=2026-05-01T12:05:00Z | 5,4,3",
        "?before=4 | 3,2,1",
        "?after=9 | 10,11,12",
        "?after=2&limit=3 | 3,4,5",
        "?after=0&action=debug.forgotten | 3,6,9,12",
      })
  void filters(String query, String numbers) {
    assertThat(numbers(query.replace(" ", "")).toString().replaceAll("[\\[\\] ]", ""))
        .isEqualTo(numbers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?limit=5",
        "?limit=1&action=debug.forgotten",
        "?after=0&limit=5",
        "?limit=2&format=ndjson&actor=admin",
        "?limit=3&since=2026-05-01T12:00:00Z&outcome=6*"
      })
  void pagesThroughEverythingByTheLinkAndShowsNothingTwice(String query) {
    List<Integer> all =
        numbers(query.replaceAll("limit=[0-9]+", "limit=1000").replace("ndjson", "json"));
    HttpResponse<String> answer = ask(AUDIT + query);
    List<Integer> seen = new ArrayList<>(Entries.numbers(answer));
    while (answer.headers().firstValue("Link").isPresent()) {
      String link = answer.headers().firstValue("Link").get();
      assertThat(link).endsWith(">; rel=\"next\"").startsWith("<" + AUDIT + "?");
      answer = ask(link.substring(1, link.indexOf('>')));
      seen.addAll(Entries.numbers(answer));
      assertThat(seen).hasSizeLessThanOrEqualTo(all.size());
    }
    assertThat(all).isNotEmpty();
    assertThat(seen).isEqualTo(all);
  }

  @Test
  void tellsWhereToGoOnOnlyWhereThereIsMore() {
    assertThat(json("?limit=4").path("next").asLong()).isEqualTo(9);
    assertThat(json("?limit=1000").has("next")).isFalse();
    assertThat(ask(AUDIT + "?limit=1000").headers().firstValue("Link")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0 | limit: 0 (expected: a number, 1 to 1000)",
        "limit=1001 | limit: 1001 (expected: a number, 1 to 1000)",
        "limit=ten | limit: ten (expected: a number, 1 to 1000)",
        "limit= | limit:  (expected: a number, 1 to 1000)",
        "before=0 | before: 0 (expected: an entry's number, 1 or more)",
        "before=-1 | before: -1 (expected: an entry's number, 1 or more)",
        "after=x | after: x (expected: an entry's number, 0 or more)",
        "after=99999999999999999999 | after: 99999999999999999999 (expected: an entry's number, 0"
            + " or more)",
        "after=1&before=3 | after, before: both given (expected: one of them)",
        "since=yesterday | since: yesterday (expected: an RFC 3339 instant such as"
            + " 2030-01-31T12:00:00Z)",
        "until=2026-05-01 | until: 2026-05-01 (expected: an RFC 3339 instant such as"
            + " 2030-01-31T12:00:00Z)",
        "since=2026-05-01T12:00:00Z&until=2026-05-01T12:00:00Z | since: 2026-05-01T12:00:00Z"
            + " (expected: before until)",
        "actor= | actor: empty (expected: a text, or its beginning and *)",
        "format=xml | format: xml (expected: json or ndjson)",
        "user=octocat | user: unknown (expected: one of action, actor, after, before, format,"
            + " limit, outcome, since, until)",
        "limit=1&limit=2 | limit: given twice (expected: once)",
      })
  void saysWhatIsWrongWithAQuestion(String query, String mistake) {
    HttpResponse<String> answer = ask(AUDIT + "?" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Entries.json(answer.body()).path("detail").asText()).isEqualTo(mistake);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    HttpResponse<String> answer = ask(AUDIT + "?limit=0&since=x&user=y");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Entries.json(answer.body()).path("errors")).hasSize(3);
  }
}
