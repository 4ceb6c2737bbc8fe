package dev.headgate.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What servers that share a queue, and do no tasks themselves, make of deliveries. */
interface SharedIntakeContract {
  String SECRET = "the secret of the hook";
  int MOST = 3;
  Duration PATIENCE = Duration.ofSeconds(60);

  /** Two servers over one store that take up to {@link #MOST} deliveries. */
  List<MirrorFixture> servers();

  /** The queue that they share. */
  TaskQueue queue();

  /** Ends the store's process. */
  void kill();

  /** Starts it again, with what it had promised to keep. */
  void restart();

  private HttpResponse<String> deliver(int server, String event, String guid) {
    return Signed.send(servers().get(server), SECRET, event, guid);
  }

  private static String guid() {
    return UUID.randomUUID().toString();
  }

  private Task task(String guid) {
    return queue().find(new TaskId("webhook-" + guid)).orElseThrow();
  }

  private TaskLease lease() {
    Duration length = Duration.ofMinutes(5);
    List<TaskLease> leases =
        queue().claim("test", Set.of("github-webhook"), 1, length, length, Instant.now());
    assertThat(leases).hasSize(1);
    return leases.get(0);
  }

  @Test
  default void aDeliveryIsTakenOnceWhicheverServerHearsOfIt() {
    String guid = guid();
    assertThat(deliver(0, "star", guid).body()).contains("\"result\":\"accepted\"");
    assertThat(deliver(1, "star", guid).body()).contains("\"result\":\"duplicate\"");
    TaskLease lease = lease();
    assertThat(deliver(1, "star", guid).body()).contains("duplicate", "running");
    assertThat(queue().complete(lease, "{}", Instant.now())).isTrue();
    assertThat(deliver(1, "star", guid).body()).contains("duplicate", "succeeded");
  }

  @Test
  default void aRedeliveryOfOneThatFailedIsDoneAgain() {
    String guid = guid();
    deliver(0, "fork", guid);
    queue().bury(lease(), "a listener gave up", Instant.now());
    assertThat(task(guid).state()).isEqualTo(TaskState.FAILED);

    HttpResponse<String> again = deliver(1, "fork", guid);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).contains("\"result\":\"replayed\"");
    assertThat(task(guid).state()).isEqualTo(TaskState.QUEUED);
    TaskLease lease = lease();
    assertThat(lease.task().id().value()).isEqualTo("webhook-" + guid);
    assertThat(queue().complete(lease, "{}", Instant.now())).isTrue();
    assertThat(deliver(0, "fork", guid).body()).contains("duplicate");
  }

  @Test
  default void aFullQueueIsTold() {
    List<String> guids = List.of(guid(), guid(), guid());
    guids.forEach(guid -> assertThat(deliver(0, "label", guid).statusCode()).isEqualTo(202));
    String refused = guid();
    HttpResponse<String> full = deliver(1, "label", refused);
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(Integer.parseInt(MirrorFixture.field(full, "Retry-After"))).isPositive();
    assertThat(full.body()).contains("3 webhooks wait already");
    assertThat(queue().find(new TaskId("webhook-" + refused))).isEmpty();
    assertThat(deliver(1, "label", guids.get(0)).statusCode()).as("known").isEqualTo(202);

    assertThat(queue().complete(lease(), "{}", Instant.now())).isTrue();
    assertThat(deliver(1, "label", refused).statusCode()).as("redelivered").isEqualTo(202);
    for (int i = 0; i < MOST; i++) {
      assertThat(queue().complete(lease(), "{}", Instant.now())).isTrue();
    }
  }

  @Test
  default void whileTheStoreIsAwayNothingIsAcceptedAndAfterwardsTheRedelivery() {
    String guid = guid();
    kill();
    try {
      HttpResponse<String> refused = deliver(0, "watch", guid);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(MirrorFixture.field(refused, "Retry-After")).isNotEmpty();
    } finally {
      restart();
    }
    await().atMost(PATIENCE).until(() -> deliver(0, "watch", guid).statusCode() == 202);
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> queue().complete(lease(), "{}", Instant.now()));
    assertThat(task(guid).state()).isEqualTo(TaskState.SUCCEEDED);
  }
}
