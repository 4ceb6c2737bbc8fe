package dev.headgate.server.task;

import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.http.Body;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.request.GitHubRequest;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.mirror.Deferral;
import dev.headgate.server.pipeline.Exchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes tasks of requests with {@code Prefer: respond-async}. The task belongs to whoever brings
 * the same API key, or the same GitHub credential.
 */
final class DeferredRequests implements Deferral {
  private static final int LONGEST = 1 << 20;

  private final TaskDesk desk;
  private final Gatekeeper gate;

  DeferredRequests(TaskDesk desk, Gatekeeper gate) {
    this.desk = desk;
    this.gate = gate;
  }

  @Override
  public Outcome defer(ApiRequest request, Exchange exchange) throws IOException {
    Owner owner = Owner.of(exchange, gate);
    if (!owner.known(gate)) {
      return new Outcome.Refused(
          401,
          "respond-async needs a GitHub token or an API key, with which the answer can be fetched",
          0);
    }
    @Nullable RequestBody body = request.body();
    byte[] bytes = body == null ? null : body.bytes(LONGEST, request.left(desk.now()));
    if (body != null && bytes == null) {
      return new Outcome.Refused(
          413, "With respond-async a body may have at most %d bytes".formatted(LONGEST), 0);
    }
    GitHubRequest wanted =
        new GitHubRequest(
            request.method(),
            request.target(),
            request.headers().without(name -> !GitHubRequest.carries(name)),
            bytes == null ? null : new Body(bytes),
            request.priority(),
            false,
            null);
    List<String> mistakes = new ArrayList<>();
    if (GitHubRequest.read(wanted.json(), "", mistakes) == null) {
      return new Outcome.Refused(
          400, "This cannot be done with respond-async: " + String.join("; ", mistakes), 0);
    }
    return hand(wanted, owner, exchange);
  }

  private Outcome hand(GitHubRequest wanted, Owner owner, Exchange exchange) {
    TaskId id = Orders.id(GitHubRequest.KIND, owner, null);
    try {
      GitHubRequest sealed = desk.sealed(wanted, id, exchange.gitHubCredential());
      NewTask order =
          new NewTask(
              id,
              GitHubRequest.KIND,
              TaskDesk.or(wanted.priority(), Priority.NORMAL),
              owner.name(),
              TaskJson.write(sealed.json()),
              null,
              null,
              null,
              null,
              exchange.requestId());
      TaskDesk.Handed handed = desk.hand(order, exchange.caller(), null);
      return new Outcome.Accepted(
          TaskEndpoints.location(id), TaskJson.write(TaskJson.summary(handed.task())));
    } catch (Problem problem) {
      long seconds = problem.retryAfter();
      return new Outcome.Refused(
          seconds > 0 ? 503 : problem.status(), String.valueOf(problem.getMessage()), seconds);
    } catch (StorageFailure away) {
      return new Outcome.Refused(503, "The gateway's queue cannot be asked at the moment", 5);
    }
  }
}
