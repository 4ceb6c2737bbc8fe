package dev.headgate.server.crash;

import static dev.headgate.server.crash.Scene.PATIENCE;
import static dev.headgate.server.crash.Scene.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.github.simulator.Hook;
import dev.headgate.github.simulator.HookDelivery;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What holds when servers are killed by SIGKILL at named points, with a worker alive beside: what
 * was answered 202 ends once, and what was not may be handed in again without being done twice.
 */
@Timeout(300)
interface ServerCrashContract {
  /** {@code -Dheadgate.soak=servers}: many kills under load, as the figures in the docs are of. */
  boolean SOAK = "servers".equals(System.getProperty("headgate.soak"));

  int VICTIMS = 3;
  String TASKS = "/api/v1/tasks";

  Scene scene();

  /** A name that nothing else has. */
  static String fresh() {
    return "r" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String write(String repository) {
    return """
    {'kind':'github-request','payload':{'method':'POST','path':'/repos/octo/%s/issues',\
    'body':{'title':'once'}}}\
    """
        .formatted(repository);
  }

  /** A task that reads a repository; {@code more} members follow. */
  static String read(String owner, String repository, String more) {
    return "{'kind':'github-request','payload':{'path':'/repos/%s/%s'}%s}"
        .formatted(owner, repository, more);
  }

  /** The same once more, to the one that lives. */
  default HttpResponse<String> handedInAgain(String path, String body, String key) {
    return scene().post(scene().living(), path, body, key).join();
  }

  /** After the task was enqueued, before 202 is written; others were answered just before. */
  @Test
  default void aTaskWhoseServerDiesBeforeItAnswersIsDoneOnceAndTheOthersAsWell() throws Exception {
    try (Victim victim = scene().victim()) {
      String repository = fresh();
      String order = write(repository);
      List<String> answered = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        String other = read("octo", "x" + repository + i, "");
        HttpResponse<String> answer = scene().post(victim.url(), TASKS, other, fresh()).join();
        assertThat(answer.statusCode()).isEqualTo(202);
        answered.add(json(answer).path("id").asText());
      }
      var cut =
          victim.killOnceTheStoreHas(
              repository + "/issues", () -> scene().post(victim.url(), TASKS, order, repository));
      assertThat(cut).failsWithin(PATIENCE);

      HttpResponse<String> again = handedInAgain(TASKS, order, repository);
      assertThat(again.statusCode()).as("it was known already").isEqualTo(200);
      String id = json(again).path("id").asText();
      assertThat(json(handedInAgain(TASKS, order, repository)).path("id").asText()).isEqualTo(id);
      assertThat(scene().end(id)).isEqualTo("succeeded");
      assertThat(answered).allMatch(task -> scene().end(task).equals("succeeded"));
      assertThat(scene().asked("POST", "/repos/octo/%s/issues".formatted(repository))).isOne();
      for (int i = 0; i < 5; i++) {
        assertThat(scene().asked("GET", "/repos/octo/x" + repository + i)).isOne();
      }
    }
  }

  /** After a webhook was enqueued, before GitHub is answered; another was answered just before. */
  @Test
  default void aWebhookWhoseServerDiesBeforeItAnswersIsTakenAsKnownWhenItIsRedelivered()
      throws Exception {
    try (Victim victim = scene().victim();
        FaultProxy door = FaultProxy.to(victim.url().getPort())) {
      URI url = URI.create("http://127.0.0.1:%d/webhooks/github".formatted(door.port()));
      Hook hook = new Hook(url, Scene.SECRET, Set.of());
      String repository = fresh();
      HookDelivery first = scene().github().deliver(hook, "milestone", event("x-" + fresh()));
      assertThat(first.status()).isEqualTo(202);
      HookDelivery failed =
          victim
              .killOnceTheStoreHas(
                  repository,
                  () ->
                      CompletableFuture.supplyAsync(
                          () -> scene().github().deliver(hook, "milestone", event(repository))))
              .join();
      assertThat(failed.accepted()).isFalse();

      door.retarget(scene().living().getPort());
      HookDelivery again = scene().github().redeliver(failed.id()).orElseThrow();
      assertThat(again.status()).isEqualTo(202);
      for (HookDelivery delivery : List.of(first, again)) {
        assertThat(scene().end("webhook-" + delivery.guid())).isEqualTo("succeeded");
        assertThat(scene().get(TASKS + "/webhook-" + delivery.guid()).path("attempts").asInt())
            .isLessThanOrEqualTo(1);
      }
    }
  }

  private static byte[] event(String repository) {
    return "{\"action\":\"opened\",\"repository\":{\"id\":7,\"full_name\":\"octo/%s\"}}"
        .formatted(repository)
        .getBytes(UTF_8);
  }

  /** Anywhere, under load. */
  @Test
  @Timeout(900)
  default void nothingThatWasAcceptedIsLostOrDoubledWhileServersAreKilled() throws Exception {
    int kills = SOAK ? 25 : 1;
    Crowd crowd = new Crowd(scene());
    for (int kill = 0; kill < kills; kill++) {
      try (Victim victim = scene().victim()) {
        crowd.turnTo(victim.url());
        int enough = crowd.accepted() + (SOAK ? 100 : 40);
        await().atMost(PATIENCE).until(() -> crowd.accepted() >= enough);
        victim.kill();
      }
    }
    crowd.turnTo(scene().living());
    crowd.end();
    System.out.printf(
        "%s: %d killed, %d tasks accepted, %d handed in again, %d known already%n",
        getClass().getSimpleName(), kills, crowd.accepted(), crowd.repeated(), crowd.known());
    assertThat(crowd.tasks()).allMatch(task -> scene().end(task).equals("succeeded"));
    assertThat(crowd.asked().values()).as("once each").containsOnly(1L);
    assertThat(crowd.asked()).hasSizeGreaterThanOrEqualTo(Math.min(crowd.accepted(), 500));
  }
}
