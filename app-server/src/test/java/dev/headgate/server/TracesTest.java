package dev.headgate.server;

import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CLIENT;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_CONSUMER;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_PRODUCER;
import static io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.Collector;
import dev.headgate.server.testing.Collector.Seen;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a collector hears of a request, and of a task that another process does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final String TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final OwnRedis redis = RealRedis.durable();
  private final Collector collector = new Collector();

  @BeforeAll
  void handInAndAsk() {
    MirrorFixture server = server("WORKER_EMBEDDED", "false");
    String github = server.github().url().toString();
    MirrorFixture worker = server("WORKER_EMBEDDED", "true", "GITHUB_API_URL", github);
    try {
      handIn(server);
      server.get("/repos/octo/asked?access_token=inthequery", TOKEN, "X-Request-ID", "asked");
      server.get("/repos/octo/asked?access_token=inthequery", TOKEN, "X-Request-ID", "again");
      server.github().play(Scenario.outage(502).forPath("/repos/octo/broken").times(1));
      server.get("/repos/octo/broken", TOKEN, "X-Request-ID", "retried");
      server.get("/repos/octo/none", TOKEN, "traceparent", "00-nonsense-01");
      server.get("/readyz", "");
    } finally {
      worker.close();
      server.close();
    }
  }

  private MirrorFixture server(String... settings) {
    String[] all = new String[settings.length + 8];
    all[0] = "STORAGE_TYPE";
    all[1] = "redis";
    all[2] = "REDIS_URL";
    all[3] = "redis://127.0.0.1:" + redis.port();
    all[4] = "OTEL_EXPORTER_OTLP_ENDPOINT";
    all[5] = collector.url();
    all[6] = "CREDENTIALS_KEY";
    all[7] = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    System.arraycopy(settings, 0, all, 8, settings.length);
    return MirrorFixture.start(all);
  }

  private static void handIn(MirrorFixture server) {
    HttpResponse<String> taken =
        server.send(
            "POST",
            "/api/v1/tasks",
            TOKEN,
            "{\"kind\":\"github-request\",\"payload\":{\"path\":\"/repos/octo/done\"}}",
            "Content-Type",
            "application/json",
            "X-Request-ID",
            "handed-in",
            "traceparent",
            "00-" + TRACE + "-" + CALLER + "-01");
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    String task = taken.headers().firstValue("Location").orElseThrow();
    await()
        .atMost(PATIENCE)
        .until(() -> server.get(task, TOKEN).body().contains("\"state\":\"succeeded\""));
    assertThat(server.get(task, TOKEN).body()).contains("\"request_id\":\"handed-in\"");
  }

  @AfterAll
  void close() {
    collector.close();
    redis.close();
  }

  private List<Seen> of(SpanKind kind, String requestId) {
    return collector.spans().stream()
        .filter(span ->
            span.kind() == kind && requestId.equals(span.attributes().get("headgate.request_id")))
        .toList();
  }

  private Seen only(SpanKind kind, String requestId) {
    List<Seen> found = of(kind, requestId);
    assertThat(found).as("%s of %s in %s", kind, requestId, collector.spans()).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aTraceLeadsFromTheCallerThroughTheQueueToGitHub() {
    Seen served = only(SPAN_KIND_SERVER, "handed-in");
    Seen sent = only(SPAN_KIND_PRODUCER, "handed-in");
    Seen done = only(SPAN_KIND_CONSUMER, "handed-in");
    Seen asked = only(SPAN_KIND_CLIENT, "handed-in");

    assertThat(List.of(served, sent, done, asked)).extracting(Seen::trace).containsOnly(TRACE);
    assertThat(served.parent()).isEqualTo(CALLER);
    assertThat(sent.parent()).isEqualTo(served.id());
    assertThat(done.parent()).isEqualTo(sent.id());
    assertThat(asked.parent()).isEqualTo(done.id());
    assertThat(served.process()).isEqualTo(sent.process()).isNotEqualTo(done.process());
    assertThat(asked.process()).isEqualTo(done.process());
  }

  @Test
  void spansAreNamedByRoutesAndKinds() {
    assertThat(only(SPAN_KIND_SERVER, "handed-in").name()).isEqualTo("POST /api/v1/tasks");
    assertThat(only(SPAN_KIND_PRODUCER, "handed-in").name()).isEqualTo("send github-request");
    assertThat(only(SPAN_KIND_CLIENT, "handed-in").name()).isEqualTo("GET /repos/{owner}/{repo}");
    Seen done = only(SPAN_KIND_CONSUMER, "handed-in");
    assertThat(done.name()).isEqualTo("process github-request");
    assertThat(done.attributes())
        .containsEntry("headgate.task.ending", "COMPLETED")
        .containsEntry("headgate.task.attempt", "1")
        .containsKey("messaging.message.id");
  }

  @Test
  void aMirroredRequestIsTheParentOfWhatItAskedGitHub() {
    Seen served = only(SPAN_KIND_SERVER, "asked");
    Seen asked = only(SPAN_KIND_CLIENT, "asked");

    assertThat(asked.trace()).isEqualTo(served.trace());
    assertThat(asked.parent()).isEqualTo(served.id());
    assertThat(served.attributes())
        .containsEntry("http.response.status_code", "200")
        .containsEntry("headgate.cache", "ONLINE_MISS");
    assertThat(only(SPAN_KIND_SERVER, "again").attributes())
        .containsEntry("headgate.cache", "ONLINE_HIT");
    assertThat(only(SPAN_KIND_CLIENT, "again").attributes())
        .containsEntry("headgate.conditional", "true")
        .containsEntry("http.response.status_code", "304");
  }

  @Test
  void everyAttemptIsASpanAndWhatWasDecidedAnEvent() {
    Seen served = only(SPAN_KIND_SERVER, "retried");
    List<Seen> attempts = of(SPAN_KIND_CLIENT, "retried");

    assertThat(attempts).extracting(Seen::failed).containsExactlyInAnyOrder(true, false);
    assertThat(attempts).extracting(Seen::parent).containsOnly(served.id());
    assertThat(served.failed()).isFalse();
    assertThat(served.events()).isNotEmpty();
  }

  @Test
  void aTraceThatIsNoneBeginsAnew() {
    assertThat(collector.spans())
        .filteredOn(span -> "/repos/octo/none".equals(span.attributes().get("url.path")))
        .filteredOn(span -> span.kind() == SPAN_KIND_SERVER)
        .singleElement()
        .satisfies(span -> assertThat(span.parent()).isEmpty());
  }

  @Test
  void aCollectorThatIsAwayHoldsUpNothing() {
    try (MirrorFixture mirror =
        MirrorFixture.start("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")) {
      assertThat(mirror.get("/repos/octo/alone", TOKEN).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void neitherProbesNorSecretsAreToldOf() {
    assertThat(collector.spans())
        .extracting(span -> span.attributes().getOrDefault("url.path", ""))
        .doesNotContain("/readyz", "/rate_limit");
    assertThat(collector.raw()).doesNotContain(TOKEN, "inthequery", "access_token");
  }
}
