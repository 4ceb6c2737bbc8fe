package dev.headgate.server.crash;

import static dev.headgate.server.crash.Scene.PATIENCE;
import static dev.headgate.server.crash.Scene.json;
import static dev.headgate.server.crash.ServerCrashContract.fresh;
import static dev.headgate.server.crash.ServerCrashContract.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.server.testing.Receiver;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What holds when a server is killed while it hands in what belongs together. */
interface PartialOrdersContract extends ServerCrashContract {
  int VICTIMS = ServerCrashContract.VICTIMS + 3;
  String BATCHES = "/api/v1/batches";

  /** After the teller of its end was enqueued, before the task itself is. */
  @Test
  default void ofATaskWhoseServerDiesBetweenItAndItsCallbackIsToldOnce() throws Exception {
    try (Victim victim = scene().victim();
        Receiver receiver = new Receiver()) {
      String repository = fresh();
      String order =
          read(
              "octo",
              repository,
              ",'callback':'%s'".formatted(receiver.url("/ended-" + repository)));
      var cut =
          victim.killOnceTheStoreHas(
              "/ended-" + repository, () -> scene().post(victim.url(), TASKS, order, repository));
      assertThat(cut).failsWithin(PATIENCE);
      assertThat(scene().asked("GET", "/repos/octo/" + repository)).isZero();

      HttpResponse<String> again = handedInAgain(TASKS, order, repository);
      assertThat(again.statusCode()).as("it was not known").isEqualTo(202);
      String id = json(again).path("id").asText();
      assertThat(scene().end(id)).isEqualTo("succeeded");
      assertThat(scene().end("cb-" + id)).isEqualTo("succeeded");
      assertThat(receiver.told()).hasSize(1);
      assertThat(receiver.told().getFirst().body()).contains(id, "succeeded");
    }
  }

  /** After the batch was enqueued, before its requests are. */
  @Test
  default void aBatchWhoseServerDiesBeforeItsRequestsIsHandedInAgain() throws Exception {
    batchIsDoneOnce(false);
  }

  /** After the requests of a batch were enqueued, before 202 is written. */
  @Test
  default void aBatchWhoseServerDiesAfterItsRequestsIsDoneOnce() throws Exception {
    batchIsDoneOnce(true);
  }

  private void batchIsDoneOnce(boolean requestsToo) throws Exception {
    try (Victim victim = scene().victim()) {
      String batch = fresh();
      List<String> paths = new ArrayList<>();
      List<String> requests = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        paths.add("/repos/octo/%s-%d".formatted(batch, i));
        requests.add("{'path':'%s'}".formatted(paths.get(i)));
      }
      String written = "/repos/octo/%s/issues".formatted(batch);
      requests.add("{'method':'POST','path':'%s','body':{'title':'x'}}".formatted(written));
      String order = "{'requests':[%s]}".formatted(String.join(",", requests));
      String key = "key-of-" + batch;
      var cut =
          victim.killOnceTheStoreHas(
              requestsToo ? paths.get(7) : key,
              () -> scene().post(victim.url(), BATCHES, order, key));
      assertThat(cut).failsWithin(PATIENCE);

      HttpResponse<String> again = handedInAgain(BATCHES, order, key);
      assertThat(again.statusCode()).isIn(requestsToo ? List.of(200, 202) : List.of(202));
      String id = json(again).path("id").asText();
      assertThat(scene().end(id)).isEqualTo("succeeded");
      JsonNode counts = scene().get(BATCHES + "/" + id).path("counts");
      assertThat(counts.path("succeeded").asInt()).as(counts.toString()).isEqualTo(21);
      paths.forEach(path -> assertThat(scene().asked("GET", path)).as(path).isOne());
      assertThat(scene().asked("POST", written)).isOne();
    }
  }
}
