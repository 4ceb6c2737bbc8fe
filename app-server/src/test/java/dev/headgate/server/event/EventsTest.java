package dev.headgate.server.event;

import static dev.headgate.server.event.Workshop.TYPE;
import static dev.headgate.server.event.Workshop.json;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.ManualTime;
import dev.headgate.core.Race;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsTest {
  private static final String EVENT = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String KEY = "key-of-ci-0123456789";

  @TempDir private Path folder;
  private Workshop shop;

  @BeforeAll
  void open() {
    shop =
        new Workshop(
            folder,
            InstantSource.system(),
            "JOBS_AT_CAPACITY",
            "queue",
            "HEADGATE_API_KEYS",
            "ci:" + KEY + ",web:key-of-web-012345678");
  }

  @AfterAll
  void close() {
    shop.close();
  }

  private HttpResponse<String> send(String contentType, String body, String... fields) {
    return shop.post(
        contentType,
        body.replace('\'', '"'),
        Stream.concat(Stream.of("X-Headgate-Key", KEY), Stream.of(fields)).toArray(String[]::new));
  }

  private JsonNode payload(HttpResponse<String> accepted) {
    return json(shop.server().get(field(accepted, "Location"), "", "X-Headgate-Key", KEY))
        .path("payload");
  }

  private static String event(String id, String more) {
    return "{'specversion':'1.0','id':'%s','source':'/acme/ci','type':'%s','data':{'parser_id':'p-%s'%s}}"
        .formatted(id, TYPE, id, more);
  }

  @Test
  void takesAnEventInBinaryMode() {
    HttpResponse<String> accepted =
        send(
            "application/json",
            "{'parser_id':'p-1','depth':3,'full':true,'tags':['a','b'],'no name':1}",
            "Ce-Specversion",
            "1.0",
            "Ce-Id",
            "binary-1",
            "Ce-Source",
            "/acme/ci",
            "Ce-Type",
            TYPE,
            "Ce-Traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assertThat(accepted.statusCode()).isEqualTo(202);
    JsonNode told = json(accepted);
    assertThat(field(accepted, "Location"))
        .isEqualTo("/api/v1/tasks/" + told.path("task").asText())
        .isEqualTo(told.path("location").asText());
    assertThat(told.path("result").asText()).isEqualTo("accepted");
    assertThat(told.path("id").asText()).isEqualTo("binary-1");
    JsonNode payload = payload(accepted);
    assertThat(payload.path("template").asText()).isEqualTo("build");
    assertThat(payload.path("parameters").toString().replace('"', '\''))
        .isEqualTo(
            "{'depth':'3','event.id':'binary-1','event.source':'/acme/ci','event.type':'%s','full':'true','parser_id':'p-1','tags':'[\\'a\\',\\'b\\']'}"
                .formatted(TYPE));
  }

  @Test
  void takesAnEventInStructuredMode() {
    HttpResponse<String> accepted =
        send(EVENT + "; charset=UTF-8", event("structured-1", ",'branch':'main'"));
    assertThat(accepted.statusCode()).isEqualTo(202);
    assertThat(payload(accepted).path("parameters").path("branch").asText()).isEqualTo("main");
    String encoded =
        "{'specversion':'1.0','id':'structured-2','source':'/acme/ci','type':'%s',".formatted(TYPE)
            + "'datacontenttype':'application/json','data_base64':'eyJwYXJzZXJfaWQiOiJwLTIifQ=='}";
    HttpResponse<String> base64 = send(EVENT, encoded);
    assertThat(base64.statusCode()).isEqualTo(202);
    assertThat(payload(base64).path("parameters").path("parser_id").asText()).isEqualTo("p-2");
  }

  @Test
  void takesABatch() {
    HttpResponse<String> accepted =
        send(BATCH, "[%s,%s]".formatted(event("batch-1", ""), event("batch-2", "")));
    assertThat(accepted.statusCode()).isEqualTo(202);
    JsonNode events = json(accepted).path("events");
    assertThat(events).hasSize(2);
    assertThat(events.get(1).path("id").asText()).isEqualTo("batch-2");
    assertThat(events.get(1).path("result").asText()).isEqualTo("accepted");
    assertThat(events.get(1).path("location").asText()).startsWith("/api/v1/tasks/e");
  }

  @Test
  void theSameIdOfASourceIsTheSameTaskWhateverTheMode() {
    HttpResponse<String> first = send(EVENT, event("twice", ""));
    HttpResponse<String> again = send(EVENT, event("twice", ",'other':1"));
    HttpResponse<String> batch =
        send(BATCH, "[%s,%s]".formatted(event("twice", ""), event("twice", "")));
    HttpResponse<String> binary =
        send(
            "application/json",
            "{'parser_id':'p'}",
            "Ce-Specversion",
            "1.0",
            "Ce-Id",
            "twice",
            "Ce-Source",
            "/acme/ci",
            "Ce-Type",
            TYPE);
    String location = field(first, "Location");
    assertThat(field(again, "Location")).isEqualTo(location);
    assertThat(field(binary, "Location")).isEqualTo(location);
    assertThat(json(again).path("result").asText()).isEqualTo("duplicate");
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(json(batch).path("events").get(1).path("location").asText()).isEqualTo(location);
    String others = event("twice", "").replace("/acme/ci", "/acme/other");
    assertThat(field(send(EVENT, others), "Location")).isNotEqualTo(location);
    HttpResponse<String> web =
        shop.post(
            EVENT, event("twice", "").replace('\'', '"'), "X-Headgate-Key", "key-of-web-012345678");
    assertThat(field(web, "Location")).as("nobody takes another's place").isNotEqualTo(location);
  }

  @Test
  void ofManyWhoSendOneEventAtOnceOneMakesTheTask() {
    List<HttpResponse<String>> answers = Race.of(16, i -> send(EVENT, event("raced", "")));
    assertThat(answers).allMatch(answer -> answer.statusCode() == 202);
    assertThat(answers.stream().map(answer -> field(answer, "Location")).distinct()).hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> json(answer).path("result").asText().equals("accepted"))
        .hasSize(1);
  }

  @Test
  void theShortFormHasAnIdOfItsOwnEachTime() {
    HttpResponse<String> first = send("application/json", "{'parser_id':'p'}", "Ce-Type", TYPE);
    HttpResponse<String> second =
        send("application/x-www-form-urlencoded", "{'parser_id':'p'}", "Ce-Type", TYPE);
    HttpResponse<String> bySource =
        send("application/json", "{'parser_id':'p'}", "Ce-Source", "/a");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(second.statusCode()).isEqualTo(202);
    assertThat(bySource.statusCode()).isEqualTo(202);
    assertThat(field(second, "Location")).isNotEqualTo(field(first, "Location"));
    assertThat(json(bySource).path("type").asText()).isEqualTo(TYPE);
  }

  static Stream<Arguments> malformed() {
    String data = "{'parser_id':'p'}";
    return Stream.of(
        wrong("no attribute", "application/json", data, "Ce-Type: missing"),
        wrong("no version", "application/json", data, "Ce-Type: missing", "Ce-Id", "1"),
        wrong(
            "only a version", "application/json", data, "Ce-Id: missing", "Ce-Specversion", "1.0"),
        wrong("no type", "application/json", data, "Ce-Type: missing", full("Ce-Type", "")),
        wrong("no source", "application/json", data, "Ce-Source: missing", full("Ce-Source", "")),
        wrong("no id", "application/json", data, "Ce-Id: missing", full("Ce-Id", "")),
        wrong(
            "other version",
            "application/json",
            data,
            "Ce-Specversion: 0.3",
            full("Ce-Specversion", "0.3")),
        wrong(
            "unknown type",
            "application/json",
            data,
            "type: other (expected: one of " + TYPE,
            full("Ce-Type", "other")),
        wrong("source no URI", "application/json", data, "event:", full("Ce-Source", "a b")),
        wrong(
            "id too long",
            "application/json",
            data,
            "Ce-Id: 600 characters",
            full("Ce-Id", "x".repeat(600))),
        wrong("no JSON", "application/json", "{'parser_id':", "data: no JSON", full("Ce-Id", "1")),
        wrong(
            "a name twice",
            "application/json",
            "{'parser_id':'a','parser_id':'b'}",
            "data: no JSON",
            full("Ce-Id", "1")),
        wrong("no object", "application/json", "['p']", "data: no object", full("Ce-Id", "1")),
        wrong("no data", "application/json", "", "data: missing", full("Ce-Id", "1")),
        wrong("no parser", "application/json", "{}", "data.parser_id: missing", full("Ce-Id", "1")),
        wrong(
            "empty parser",
            "application/json",
            "{'parser_id':' '}",
            "data.parser_id:",
            full("Ce-Id", "1")),
        wrong(
            "null parser",
            "application/json",
            "{'parser_id':null}",
            "data.parser_id: missing",
            full("Ce-Id", "1")),
        wrong(
            "long parser",
            "application/json",
            "{'parser_id':'%s'}".formatted("x".repeat(201)),
            "data.parser_id:",
            full("Ce-Id", "1")),
        wrong(
            "long value",
            "application/json",
            "{'parser_id':'p','x':'%s'}".formatted("x".repeat(5000)),
            "data.x: 5000 characters",
            full("Ce-Id", "1")),
        wrong("other data", "text/xml", data, "Content-Type: text/xml", full("Ce-Id", "1")),
        wrong("structured: no JSON", EVENT, "{", "body: no JSON"),
        wrong("structured: a list", EVENT, "[]", "event: no object"),
        wrong("structured: nothing", EVENT, "{}", "specversion: missing"),
        wrong(
            "structured: a name twice",
            EVENT,
            event("1", "").replace("'id':'1'", "'id':'1','id':'2'"),
            "body: no JSON"),
        wrong(
            "structured: id a number",
            EVENT,
            event("1", "").replace("'id':'1'", "'id':1"),
            "id: missing"),
        wrong(
            "structured: version", EVENT, event("1", "").replace("1.0", "2.0"), "specversion: 2.0"),
        wrong(
            "structured: both data",
            EVENT,
            event("1", "").replace("'data'", "'data_base64':'e30=','data'"),
            "data_base64: present"),
        wrong(
            "structured: bad base64",
            EVENT,
            event("1", "").replaceAll("'data':.*}}", "'data_base64':'!!'}"),
            "event:"),
        wrong(
            "structured: xml inside",
            EVENT,
            event("1", "").replace("'data'", "'datacontenttype':'text/xml','data'"),
            "event:"),
        wrong(
            "structured: bad time",
            EVENT,
            event("1", "").replace("'data'", "'time':'yesterday','data'"),
            "event:"),
        wrong(
            "structured: extension",
            EVENT,
            event("1", "").replace("'data'", "'Not-A-Name':'x','data'"),
            "event:"),
        wrong("batch: no list", BATCH, event("1", ""), "body: no list"),
        wrong("batch: empty", BATCH, "[]", "body: 0 events"));
  }

  private static Arguments wrong(
      String name, String contentType, String body, String expected, String... fields) {
    return Arguments.of(name, contentType, body, expected, fields);
  }

  private static String[] full(String name, String value) {
    return Stream.of(
            new String[] {"Ce-Specversion", "1.0"},
            new String[] {"Ce-Id", "malformed"},
            new String[] {"Ce-Source", "/acme/ci"},
            new String[] {"Ce-Type", TYPE})
        .map(pair -> pair[0].equals(name) ? new String[] {name, value} : pair)
        .filter(pair -> !pair[1].isEmpty())
        .flatMap(Stream::of)
        .toArray(String[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void whatIsMalformedIsRefusedWithTheReason(
      String name, String contentType, String body, String expected, String[] fields) {
    HttpResponse<String> refused = send(contentType, body, fields);
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(field(refused, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(json(refused).path("message").asText())
        .startsWith(expected)
        .doesNotContain("Exception", "com.fasterxml");
  }

  @Test
  void oneMalformedEventKeepsABatchOutAndIsNamed() {
    HttpResponse<String> refused =
        send(
            BATCH,
            "[%s,{'specversion':'1.0'},%s,7]"
                .formatted(event("kept-out", ""), event("b", "").replace(TYPE, "x")));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(json(refused).path("errors").toString())
        .contains(
            "events[1].id: missing",
            "events[1].source: missing",
            "events[2].type: x (expected: one of ",
            "events[3].event: no object")
        .doesNotContain("events[0]");
    assertThat(json(send(EVENT, event("kept-out", ""))).path("result").asText())
        .isEqualTo("accepted");
  }

  @Test
  void aFieldThatIsThereTwiceIsRefused() {
    HttpResponse<String> refused =
        send("application/json", "{'parser_id':'p'}", "Ce-Type", TYPE, "Ce-Type", "other");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("given twice");
  }

  @Test
  void otherFormsAndLargeBodiesAreRefused() {
    assertThat(send("application/cloudevents+avro", "x").statusCode()).isEqualTo(415);
    assertThat(send(EVENT, "x".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
    String many = String.join(",", Collections.nCopies(101, event("m", "")));
    assertThat(send(BATCH, "[" + many + "]").body()).contains("body: 101 events");
    assertThat(shop.curl("{}", "Ce-Type", TYPE, "X-Headgate-Key", "wrong").statusCode())
        .isEqualTo(401);
  }

  @Test
  void eachEventCountsAgainstItsOwnThirdPartyWhateverTheFieldsSay(@TempDir Path other) {
    ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
    try (Workshop limited =
        new Workshop(other, clock, "RATE_LIMIT_ENABLED", "true", "JOBS_AT_CAPACITY", "queue")) {
      StringBuilder batch = new StringBuilder("[");
      for (int i = 0; i < 22; i++) {
        batch.append(event("of-ci-" + i, "")).append(',');
      }
      batch.append(event("of-web", "").replace("/acme/ci", "/acme/web")).append(']');
      String body = batch.toString().replace('\'', '"');

      HttpResponse<String> refused =
          limited.post(BATCH, body, "Ce-Source", "/acme/web", "Ce-Type", "other");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(field(refused, "Retry-After")).isEqualTo("1");
      JsonNode events = json(refused).path("events");
      assertThat(events).hasSize(23);
      assertThat(results(events, "accepted")).isEqualTo(21);
      assertThat(events.get(20).path("result").asText()).isEqualTo("refused");
      assertThat(events.get(20).path("reason").asText()).contains("third-party");
      assertThat(events.get(22).path("result").asText()).isEqualTo("accepted");

      clock.advance(Duration.ofSeconds(10));
      HttpResponse<String> again =
          limited.post(BATCH, body.replaceFirst("(?s)\\[.*of-ci-19\"}},", "["));
      assertThat(again.statusCode()).isEqualTo(202);
      assertThat(results(json(again).path("events"), "accepted")).isEqualTo(2);
      assertThat(results(json(again).path("events"), "duplicate")).isEqualTo(1);

      clock.advance(Duration.ofSeconds(10));
      int passed = 0;
      for (int i = 0; i < 22; i++) {
        passed +=
            limited
                        .post(
                            EVENT, event("one-" + i, "").replace('\'', '"'), "Ce-Source", "/x" + i)
                        .statusCode()
                    == 202
                ? 1
                : 0;
      }
      assertThat(passed).as("the body names the third party").isEqualTo(20);
    }
  }

  private static long results(JsonNode events, String result) {
    long count = 0;
    for (JsonNode event : events) {
      count += event.path("result").asText().equals(result) ? 1 : 0;
    }
    return count;
  }
}
