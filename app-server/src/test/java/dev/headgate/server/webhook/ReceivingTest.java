package dev.headgate.server.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.testing.MirrorFixture;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which deliveries are taken, and what becomes of the others. */
class ReceivingTest {
  private static final String NEW = "the new secret";
  private static final String OLD = "It's a Secret to Everybody";
  private static final String JSON = "application/json";

  private static MirrorFixture server;

  @BeforeAll
  static void start() {
    server = MirrorFixture.start("GITHUB_WEBHOOK_SECRET", NEW + "," + OLD);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void takesWhatIsSignedWithAnyOfTheSecrets() {
    byte[] issues = Payloads.named("issues");
    for (String secret : List.of(NEW, OLD)) {
      HttpResponse<String> taken =
          send(issues, JSON, Signed.signature(secret, issues), guid(), "issues");
      assertThat(taken.statusCode()).isEqualTo(202);
      assertThat(taken.body()).contains("\"result\":\"accepted\"");
      assertThat(MirrorFixture.field(taken, "Location")).startsWith("/api/v1/tasks/webhook-");
    }
  }

  @Test
  void refusesWhatIsSignedOtherwiseAndKeepsAnAccount() {
    byte[] issues = Payloads.named("issues");
    byte[] changed = issues.clone();
    changed[10] ^= 1;
    List<HttpResponse<String>> refused = new ArrayList<>();
    refused.add(send(issues, JSON, Signed.signature("another secret", issues), guid(), "issues"));
    refused.add(send(changed, JSON, Signed.signature(NEW, issues), guid(), "issues"));
    refused.add(
        send(issues, JSON, Signed.signature(NEW, issues).substring(0, 70), guid(), "issues"));
    refused.add(send(issues, JSON, "sha256=" + "z".repeat(64), guid(), "issues"));
    refused.add(send(issues, JSON, null, guid(), "issues"));
    assertThat(refused)
        .allSatisfy(answer -> {
          assertThat(answer.statusCode()).isEqualTo(401);
          assertThat(answer.body()).contains("GITHUB_WEBHOOK_SECRET").doesNotContain(NEW, OLD);
        });
    assertThat(metrics())
        .contains("webhook_deliveries_total{event=\"issues\",result=\"unsigned\"} 5.0");
  }

  @Test
  void takesTheFormThatGitHubOffersToo() {
    String form = "payload=" + URLEncoder.encode(new String(Payloads.named("star"), UTF_8), UTF_8);
    byte[] body = form.getBytes(UTF_8);
    HttpResponse<String> taken =
        send(
            body, "application/x-www-form-urlencoded", Signed.signature(NEW, body), guid(), "star");
    assertThat(taken.statusCode()).isEqualTo(202);
    byte[] other = "zen=yes".getBytes(UTF_8);
    assertThat(
            send(
                    other,
                    "application/x-www-form-urlencoded",
                    Signed.signature(NEW, other),
                    guid(),
                    "star")
                .statusCode())
        .isEqualTo(400);
    assertThat(send(other, "text/plain", Signed.signature(NEW, other), guid(), "star").statusCode())
        .isEqualTo(415);
  }

  @Test
  void refusesWhatIsNoWebhook() {
    byte[] payload = Payloads.named("fork");
    String signature = Signed.signature(NEW, payload);
    assertThat(send(payload, JSON, signature, "", "fork").statusCode()).isEqualTo(400);
    assertThat(send(payload, JSON, signature, "no guid!", "fork").statusCode()).isEqualTo(400);
    assertThat(send(payload, JSON, signature, guid(), "").statusCode()).isEqualTo(400);
    for (String broken : List.of("", "[]", "{\"a\":", "{} {}", "7")) {
      byte[] body = broken.getBytes(UTF_8);
      HttpResponse<String> answer = send(body, JSON, Signed.signature(NEW, body), guid(), "fork");
      assertThat(answer.statusCode()).as(broken).isEqualTo(400);
    }
  }

  @Test
  void takesNoMoreThanGitHubSends() {
    byte[] largest = json(25 << 20);
    byte[] larger = json((25 << 20) + 1);
    assertThat(send(largest, JSON, Signed.signature(NEW, largest), guid(), "gollum").statusCode())
        .isEqualTo(202);
    assertThat(send(larger, JSON, Signed.signature(NEW, larger), guid(), "gollum").statusCode())
        .isEqualTo(413);
  }

  @Test
  void doesADeliveryOnce() {
    byte[] payload = Payloads.named("label");
    String guid = guid();
    for (int i = 0; i < 2; i++) {
      // GitHub's hex is lower case; the letters' case makes no other delivery of it.
      String same = i == 0 ? guid : guid.toUpperCase(Locale.ROOT);
      assertThat(send(payload, JSON, Signed.signature(NEW, payload), same, "label").statusCode())
          .isEqualTo(202);
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> metrics().contains("{event=\"label\",result=\"processed\"} 1.0"));
    HttpResponse<String> again = send(payload, JSON, Signed.signature(NEW, payload), guid, "label");
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).contains("\"result\":\"duplicate\"").contains("succeeded");
    assertThat(metrics())
        .contains("{event=\"label\",result=\"accepted\"} 1.0")
        .contains("{event=\"label\",result=\"duplicate\"} 2.0")
        .contains("{event=\"label\",result=\"processed\"} 1.0");
  }

  @Test
  void answersAPing() {
    byte[] ping = Payloads.named("ping");
    assertThat(send(ping, JSON, Signed.signature(OLD, ping), guid(), "ping").statusCode())
        .isEqualTo(200);
  }

  @Test
  void saysWhatToSetWhereThereIsNoSecret() {
    try (MirrorFixture bare = MirrorFixture.start()) {
      HttpResponse<String> answer =
          bare.send(
              bare.request("/webhooks/github", "X-GitHub-Event", "push")
                  .POST(BodyPublishers.ofString("{}")));
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("GITHUB_WEBHOOK_SECRET");
    }
  }

  private static byte[] json(int bytes) {
    String frame = "{\"a\":\"\"}";
    return ("{\"a\":\"" + "x".repeat(bytes - frame.length()) + "\"}").getBytes(UTF_8);
  }

  private static HttpResponse<String> send(
      byte[] body, String type, @Nullable String signature, String guid, String event) {
    var request =
        server
            .request("/webhooks/github", "Content-Type", type)
            .header("User-Agent", "GitHub-Hookshot/5117b82")
            .POST(BodyPublishers.ofByteArray(body));
    if (signature != null) {
      request.header("X-Hub-Signature-256", signature);
    }
    if (!guid.isEmpty()) {
      request.header("X-GitHub-Delivery", guid);
    }
    if (!event.isEmpty()) {
      request.header("X-GitHub-Event", event);
    }
    return server.send(request);
  }

  private static String metrics() {
    return server.get("/metrics", "").body();
  }

  private static String guid() {
    return UUID.randomUUID().toString();
  }
}
