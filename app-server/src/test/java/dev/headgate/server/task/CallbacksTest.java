package dev.headgate.server.task;

import static dev.headgate.server.task.TaskClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.Receiver;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallbacksTest {
  private static final String SECRET = "secret-of-callbacks-0123";
  private static final String TASK =
      "{'kind':'github-request','payload':{'path':'/repos/octo/%s'},'callback':'%s'%s}";

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "CALLBACK_ALLOWED_HOSTS",
          "127.0.0.1,localhost,*.hooks.example.com,169.254.169.254",
          "CALLBACK_SECRET",
          SECRET,
          "CALLBACK_ALLOWED_NETWORKS",
          "127.0.0.1/32");
  private final TaskClient tasks = new TaskClient(mirror);

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void theEndOfATaskIsToldSignedAndOnce() throws GeneralSecurityException {
    try (Receiver receiver = new Receiver()) {
      String id = tasks.accepted(TASK.formatted("told", receiver.url("/hook?x=1"), ""));

      await().atMost(Duration.ofSeconds(60)).until(() -> !receiver.told().isEmpty());
      Receiver.Told told = receiver.told().getFirst();
      assertThat(told.path()).isEqualTo("/hook?x=1");
      assertThat(told.field("Content-type")).isEqualTo("application/json");
      assertThat(told.field("X-headgate-event")).isEqualTo("task.ended");
      assertThat(told.field("X-headgate-delivery")).isEqualTo("cb-" + id);
      long timestamp = Long.parseLong(told.field("X-headgate-timestamp"));
      assertThat(Instant.ofEpochSecond(timestamp))
          .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
      assertThat(told.field("X-headgate-signature-256"))
          .isEqualTo("sha256=" + hmac(timestamp + "." + told.body()));
      JsonNode body = json(told.body());
      assertThat(body.path("event").asText()).isEqualTo("task.ended");
      assertThat(body.path("task").path("id").asText()).isEqualTo(id);
      assertThat(body.path("task").path("state").asText()).isEqualTo("succeeded");
      assertThat(body.path("task").path("result").path("status").asInt()).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> callback(id).path("state").asText().equals("succeeded"));
      assertThat(receiver.told()).hasSize(1);
    }
  }

  @Test
  void aReceiverThatFailsIsToldAgain() {
    try (Receiver receiver = new Receiver()) {
      receiver.answers(500, 302, 200);
      String id = tasks.accepted(TASK.formatted("again", receiver.url("/hook"), ""));

      await().atMost(Duration.ofSeconds(60)).until(() -> receiver.told().size() >= 3);
      assertThat(receiver.told())
          .allSatisfy(told -> {
            assertThat(told.path()).as("no redirect is followed").isEqualTo("/hook");
            assertThat(told.field("X-headgate-delivery")).isEqualTo("cb-" + id);
          });
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> callback(id).path("state").asText().equals("succeeded"));
      assertThat(callback(id).path("attempts").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aReceiverThatIsGoneIsToldNoMore() {
    try (Receiver receiver = new Receiver()) {
      receiver.answers(410);
      String id = tasks.accepted(TASK.formatted("gone", receiver.url("/hook"), ""));

      JsonNode failed = callbackIn(id, "failed");
      assertThat(failed.path("reason").asText()).contains("410");
    }
  }

  @Test
  void aTaskThatIsCalledOffAndTriedAgainEndsTwice() {
    try (Receiver receiver = new Receiver()) {
      String later = ",'not_before':'%s'".formatted(Instant.now().plusSeconds(3600));
      String id = tasks.accepted(TASK.formatted("twice", receiver.url("/hook"), later));
      tasks.send("DELETE", "/api/v1/tasks/" + id);
      await().atMost(Duration.ofSeconds(60)).until(() -> receiver.told().size() == 1);
      callbackIn(id, "succeeded");
      tasks.send("POST", "/api/v1/tasks/" + id + "/retry");
      await().atMost(Duration.ofSeconds(60)).until(() -> receiver.told().size() == 2);

      assertThat(json(receiver.told().get(0).body()).path("task").path("state").asText())
          .isEqualTo("cancelled");
      assertThat(json(receiver.told().get(1).body()).path("task").path("state").asText())
          .isEqualTo("succeeded");
    }
  }

  @Test
  void theEndOfABatchIsTold() {
    try (Receiver receiver = new Receiver()) {
      HttpResponse<String> accepted =
          mirror.send(
              "POST",
              "/api/v1/batches",
              "",
              "{'requests':[{'path':'/repos/octo/a'},{'path':'/repos/octo/b'}],'callback':'%s'}"
                  .formatted(receiver.url("/batch"))
                  .replace('\'', '"'));
      assertThat(accepted.statusCode()).isEqualTo(202);

      await().atMost(Duration.ofSeconds(60)).until(() -> !receiver.told().isEmpty());
      JsonNode task = json(receiver.told().getFirst().body()).path("task");
      assertThat(task.path("id")).isEqualTo(json(accepted).path("id"));
      assertThat(task.path("kind").asText()).isEqualTo("batch");
      assertThat(task.path("result").path("counts").path("succeeded").asInt()).isEqualTo(2);
    }
  }

  @Test
  void onlyAllowedHostsAreTaken() {
    for (String url :
        new String[] {
          "http://evil.example.com/",
          "http://hooks.example.com/",
          "ftp://127.0.0.1/",
          "http://user:pw@127.0.0.1/",
          "http://127.0.0.1/#f",
          "http://127.0.0.1@evil.example.com/",
          "http://127.1/",
          "http://2130706433/",
          "/hook",
          "not a url"
        }) {
      HttpResponse<String> refused = tasks.post(TASK.formatted("refused", url, ""));
      assertThat(refused.statusCode()).as(url).isEqualTo(400);
      assertThat(refused.body()).contains("callback: ").doesNotContain("user:pw");
    }
    assertThat(mirror.upstream("/repos/octo/refused")).isEmpty();
  }

  @Test
  void privateAddressesAreRefusedWhateverTheirNames() {
    try (Receiver receiver = new Receiver()) {
      String metadata = tasks.accepted(TASK.formatted("meta", "http://169.254.169.254/latest", ""));
      JsonNode failed = callbackIn(metadata, "failed");
      assertThat(failed.path("reason").asText())
          .isEqualTo("callback refused: the address 169.254.169.254 is private");
      assertThat(receiver.told()).isEmpty();
    }
  }

  @Test
  void loopbackIsRefusedUnlessItIsAllowed() {
    try (Receiver receiver = new Receiver();
        MirrorFixture strict =
            MirrorFixture.start(
                "CALLBACK_ALLOWED_HOSTS", "localhost,127.0.0.1", "CALLBACK_SECRET", SECRET)) {
      TaskClient client = new TaskClient(strict);
      for (String host : new String[] {"localhost", "127.0.0.1"}) {
        String url = "http://" + host + ":" + receiver.port() + "/";
        String id = client.accepted(TASK.formatted("loop", url, ""));
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> client.task(id).path("callback").path("state").asText().equals("failed"));
        assertThat(client.task(id).path("callback").path("reason").asText())
            .startsWith("callback refused: the address ");
      }
      assertThat(receiver.told()).isEmpty();
    }
  }

  @Test
  void withoutSettingsThereAreNone() {
    try (MirrorFixture none = MirrorFixture.start()) {
      HttpResponse<String> refused =
          new TaskClient(none).post(TASK.formatted("none", "https://ci.example.com/", ""));

      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("CALLBACK_ALLOWED_HOSTS");
      assertThat(new TaskClient(none).post("{'kind':'callback','payload':{}}").statusCode())
          .isEqualTo(400);
    }
  }

  private JsonNode callback(String id) {
    return tasks.task(id).path("callback");
  }

  private JsonNode callbackIn(String id, String state) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> callback(id).path("state").asText().equals(state));
    return callback(id);
  }

  private static String hmac(String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }
}
