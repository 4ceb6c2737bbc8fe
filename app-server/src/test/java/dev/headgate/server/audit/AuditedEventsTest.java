package dev.headgate.server.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.Hook;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.AppKeys;
import dev.headgate.server.testing.MirrorFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Whatever somebody does is entered: who, what, on what, with which result. */
class AuditedEventsTest {
  private static final String ADMIN = "an-administrators-token-of-some-length";
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String SECRET = "the secret of the hook";
  private static final String JSON = "application/json";
  private static final Set<String> ALL =
      new TreeSet<>(
          List.of(
              "access.denied",
              "audit.omitted",
              "batch.created",
              "breaker.forced",
              "cache.invalidated",
              "config.changed",
              "config.reloaded",
              "credential.dropped",
              "credential.failed",
              "credential.minted",
              "credential.removed",
              "debug.forgotten",
              "debug.watched",
              "github.write",
              "limit.changed",
              "limit.reverted",
              "task.cancelled",
              "task.created",
              "task.retried",
              "webhook.redelivered",
              "webhook.refused",
              "webhook.replayed"));

  @Test
  void operatorsAndCallersAreRemembered() {
    try (MirrorFixture mirror = start()) {
      admin(mirror, "PUT", "/api/v1/breakers/github", "{\"force\":\"auto\"}");
      admin(mirror, "PUT", "/api/v1/limits/mine", "{\"permits\":5,\"per\":\"1s\"}");
      admin(mirror, "DELETE", "/api/v1/limits/mine", "");
      admin(mirror, "DELETE", "/api/v1/cache?path=/repos/octo/hello/**", "");
      admin(mirror, "PUT", "/api/v1/debug/requests/case-7?seconds=60", "");
      admin(mirror, "DELETE", "/api/v1/debug/requests/case-7", "");
      admin(mirror, "PATCH", "/api/v1/config", "{\"max-retries\":2}");
      String task =
          Entries.json(
                  key(
                          mirror,
                          "POST",
                          "/api/v1/tasks",
                          "{\"kind\":\"github-request\",\"payload\":{\"path\":\"/zen\"},"
                              + "\"not_before\":\"%s\"}".formatted(Instant.now().plusSeconds(600)))
                      .body())
              .path("id")
              .asText();
      admin(mirror, "DELETE", "/api/v1/tasks/" + task, "");
      admin(mirror, "POST", "/api/v1/tasks/" + task + "/retry", "");
      HttpResponse<String> batch =
          key(
              mirror,
              "POST",
              "/api/v1/batches",
              "{\"requests\":[{\"path\":\"/a\"},{\"path\":\"/b\"}]}");
      mirror.github().mapToken("ghp_writer", "octocat");
      mirror.send(
          "POST",
          "/repos/octo/hello/issues",
          "ghp_writer",
          "{\"title\":\"a\"}",
          "Content-Type",
          JSON);
      assertThat(mirror.get("/api/v1/audit", "").statusCode()).isEqualTo(401);
      assertThat(
              mirror
                  .send(
                      "POST",
                      "/webhooks/github",
                      "",
                      "{}",
                      "X-GitHub-Event",
                      "push",
                      "X-GitHub-Delivery",
                      "d-1",
                      "Content-Type",
                      JSON)
                  .statusCode())
          .isEqualTo(401);

      entered(mirror, "breaker.forced", "admin", "github", "auto");
      entered(mirror, "limit.changed", "admin", "mine", ".*permits=5.*");
      entered(mirror, "limit.reverted", "admin", "mine", "done");
      entered(mirror, "cache.invalidated", "admin", "/repos/octo/hello/\\*\\*", "0 resources");
      entered(mirror, "config.changed", "admin", "max-retries", "3 → 2 \\(until restart\\)");
      entered(mirror, "debug.watched", "admin", "case-7", "60 s");
      entered(mirror, "debug.forgotten", "admin", "case-7", "done");
      entered(mirror, "task.created", "ci", "github-request " + task, "accepted");
      entered(mirror, "task.cancelled", "admin", "github-request " + task, "cancelled");
      entered(mirror, "task.retried", "admin", "github-request " + task, "queued");
      entered(
          mirror,
          "batch.created",
          "ci",
          "batch " + Entries.json(batch.body()).path("id").asText(),
          "2 requests");
      entered(mirror, "github.write", "(token|user):.+", "POST /repos/octo/hello/issues", "201");
      entered(mirror, "access.denied", "127.0.0.1", "GET /api/v1/audit", "401: .*");
      entered(mirror, "webhook.refused", "127.0.0.1", "push d-1", "401: wrong signature");
      assertThat(mirror.send(admin(mirror, "/api/v1/audit?limit=1000").GET()).body())
          .doesNotContain(ADMIN, KEY, SECRET, "ghp_writer");
    }
  }

  @Test
  void whatComesOfTheGatewaysCredentialsIsRemembered() {
    ManualTime time = new ManualTime(Instant.parse("2026-05-01T12:00:00Z"));
    try (MirrorFixture mirror =
        start(
            time,
            time,
            "GITHUB_APP_ID",
            AppKeys.APP,
            "GITHUB_PRIVATE_KEY",
            AppKeys.pem(),
            "GITHUB_INSTALLATION_ID",
            "7")) {
      mirror.github().registerApp(AppKeys.APP, AppKeys.publicKey());
      mirror.github().install(7, "acme");
      assertThat(key(mirror, "GET", "/repos/acme/widgets", "").statusCode()).isEqualTo(200);
      entered(mirror, "credential.minted", "headgate", ".*7.*", "until 2026-05-01T13:00:00Z");

      time.advance(Duration.ofMinutes(2));
      mirror.github().revokeTokens(7);
      assertThat(key(mirror, "GET", "/repos/acme/widgets/labels", "").statusCode()).isEqualTo(200);
      entered(mirror, "credential.dropped", "headgate", ".*7.*", "401");

      time.advance(Duration.ofMinutes(70));
      mirror.github().play(Scenario.outage(500).forPath("/app/installations/**").times(20));
      assertThat(key(mirror, "GET", "/repos/acme/widgets/issues", "").statusCode())
          .isGreaterThanOrEqualTo(500);
      entered(mirror, "credential.failed", "headgate", ".*7.*", ".*");

      mirror.github().clearScenarios();
      mirror.github().uninstall(7);
      time.advance(Duration.ofMinutes(10));
      assertThat(key(mirror, "GET", "/repos/acme/widgets/pulls", "").statusCode()).isEqualTo(503);
      entered(mirror, "credential.removed", "headgate", ".*7.*", "404");
      assertThat(mirror.send(admin(mirror, "/api/v1/audit?limit=1000").GET()).body())
          .doesNotContain("ghs_", KEY);
    }
  }

  @Test
  void aWebhookThatIsDoneAgainIsRemembered() {
    try (MirrorFixture mirror = start("WORKER_EMBEDDED", "false")) {
      HttpResponse<String> first = star(mirror);
      assertThat(first.statusCode()).isEqualTo(202);
      admin(mirror, "DELETE", MirrorFixture.field(first, "Location"), "");
      assertThat(star(mirror).body()).contains("replayed");
      entered(mirror, "webhook.replayed", ".+", "star d-2", "cancelled before");
    }
  }

  private static String signature(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static HttpResponse<String> star(MirrorFixture mirror) {
    String body = "{\"action\":\"created\"}";
    return mirror.send(
        "POST",
        "/webhooks/github",
        "",
        body,
        "X-GitHub-Event",
        "star",
        "X-GitHub-Delivery",
        "d-2",
        "X-Hub-Signature-256",
        "sha256=" + signature(body),
        "Content-Type",
        JSON);
  }

  @Test
  void missedWebhooksThatWereSentAgainAreRemembered() {
    ManualTime past = new ManualTime(Instant.now().minus(Duration.ofMinutes(10)));
    try (MirrorFixture mirror =
        start(
            past,
            InstantSource.system(),
            "WEBHOOKS_POLL",
            "250ms",
            "GITHUB_APP_ID",
            AppKeys.APP,
            "GITHUB_PRIVATE_KEY",
            AppKeys.pem())) {
      mirror.github().registerApp(AppKeys.APP, AppKeys.publicKey());
      mirror.github().loseDeliveries(1);
      Hook hook =
          new Hook(URI.create(mirror.url() + "/webhooks/github"), SECRET, Set.of("star"), true);
      String guid =
          mirror.github().deliver(hook, "star", "{\"action\":\"created\"}".getBytes(UTF_8)).guid();
      entered(mirror, "webhook.redelivered", ".+", "star " + guid, "GitHub answered 202");
    }
  }

  @Test
  void aFloodOfRefusalsIsEnteredInPartAndItsRestCounted() {
    ManualTime time = new ManualTime(Instant.parse("2026-05-01T12:00:00Z"));
    try (MirrorFixture mirror = start(time, time)) {
      for (int i = 0; i < 130; i++) {
        assertThat(mirror.get("/api/v1/tasks", "").statusCode()).isEqualTo(401);
      }
      time.advance(Duration.ofMinutes(1));
      assertThat(mirror.get("/api/v1/tasks", "").statusCode()).isEqualTo(401);
      entered(
          mirror,
          "audit.omitted",
          "headgate",
          "access.denied",
          "30 more in the minute from 2026-05-01T12:00:00Z");
      assertThat(of(mirror, "access.denied")).hasSize(101);
    }
  }

  @Test
  void documentsEachActionAndNoOther() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "audit.md"));
    Set<String> documented = new TreeSet<>();
    page.lines()
        .filter(line -> line.startsWith("| `") && line.contains("."))
        .map(line -> line.substring(0, line.indexOf('|', 1)))
        .forEach(cell -> {
          Matcher action = Pattern.compile("`([a-z]+\\.[a-z]+)`").matcher(cell);
          while (action.find()) {
            documented.add(action.group(1));
          }
        });
    assertThat(documented).isEqualTo(ALL);
  }

  @Test
  void knowsEachActionOfTheSources() throws IOException {
    Pattern action =
        Pattern.compile(
            "\"((?:access|audit|batch|breaker|cache|config|credential|debug|github|limit|task"
                + "|webhook)\\.[a-z]+)\"");
    Set<String> written = new TreeSet<>();
    try (var files = Files.walk(Path.of(".."))) {
      for (Path file :
          files
              .filter(path -> path.toString().matches(".*src.main.java.dev.*\\.java"))
              .filter(path ->
                  contains(path, "AuditEvent(")
                      || contains(path, "Deeds")
                      || contains(path, "desk.created("))
              .toList()) {
        Matcher found = action.matcher(Files.readString(file));
        while (found.find()) {
          written.add(found.group(1));
        }
      }
    }
    assertThat(written).containsAll(ALL).isSubsetOf(ALL);
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException unreadable) {
      throw new AssertionError(file.toString(), unreadable);
    }
  }

  private static MirrorFixture start(String... settings) {
    return start(InstantSource.system(), InstantSource.system(), settings);
  }

  private static MirrorFixture start(InstantSource github, InstantSource clock, String... more) {
    String[] settings = Arrays.copyOf(more, more.length + 6);
    settings[more.length] = "HEADGATE_ADMIN_TOKEN";
    settings[more.length + 1] = ADMIN;
    settings[more.length + 2] = "HEADGATE_API_KEYS";
    settings[more.length + 3] = "ci:" + KEY;
    settings[more.length + 4] = "GITHUB_WEBHOOK_SECRET";
    settings[more.length + 5] = SECRET;
    return MirrorFixture.start(SimulatorOptions.DEFAULTS.withClock(github), clock, settings);
  }

  private static HttpRequest.Builder admin(MirrorFixture mirror, String target) {
    return mirror.request(target, "Authorization", "Bearer " + ADMIN);
  }

  private static void admin(MirrorFixture mirror, String method, String target, String body) {
    HttpResponse<String> answer =
        mirror.send(
            admin(mirror, target)
                .header("Content-Type", JSON)
                .method(method, BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(target + answer.body()).isBetween(200, 299);
  }

  private static HttpResponse<String> key(
      MirrorFixture mirror, String method, String target, String body) {
    return mirror.send(method, target, "", body, "X-Headgate-Key", KEY, "Content-Type", JSON);
  }

  private static List<JsonNode> of(MirrorFixture mirror, String action) {
    return Entries.of(
        Entries.json(
            mirror.send(admin(mirror, "/api/v1/audit?limit=1000&action=" + action).GET()).body()));
  }

  private static void entered(
      MirrorFixture mirror, String action, String actor, String subject, String outcome) {
    assertThat(ALL).contains(action);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(of(mirror, action))
                .as(action)
                .anySatisfy(entry -> {
                  assertThat(entry.path("actor").asText()).matches(actor);
                  assertThat(entry.path("subject").asText()).matches(subject);
                  assertThat(entry.path("outcome").asText()).matches(outcome);
                }));
  }
}
