package dev.headgate.runtime.task.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.task.TaskJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests to GitHub by way of the gateway: out of its cache where that is allowed, on its
 * quota, by its priorities.
 *
 * <p>Quota that is spent, a queue that is full and a GitHub that is down are waited for: the task
 * goes back until then, and no attempt is burnt. Failures of a request that can be repeated are
 * retried. One that cannot, a POST or PATCH, is sent at most once: if its outcome is not known,
 * since the connection broke, or since the worker fell silent while it had the task, the task fails
 * and says so; whoever handed it in decides whether to retry it. {@code "repeat": true} in the
 * payload decides so beforehand.
 *
 * <p>GitHub's answer is the result, whatever its status; server errors of requests that can be
 * repeated are retried first. Thread-safe.
 */
public final class GitHubRequestHandler implements TaskHandler {
  private static final Duration QUOTA_WAIT = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final Duration LIMITED = Duration.ofMinutes(1);
  private static final Duration STALE = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofHours(2);
  private static final int CONCURRENCY = 16;
  private static final int SHOWN = 200;
  private static final String KEY_HOLDER = "key:";

  private final Gateway gateway;
  private final LentRequests lent;
  private final TaskCredentials credentials;
  private final AnswerBodies bodies;
  private final InstantSource clock;
  private final QuotaBrake brake = new QuotaBrake();

  /** A handler that asks this gateway, and keeps long answers there. */
  public GitHubRequestHandler(
      Gateway gateway,
      LentRequests lent,
      TaskCredentials credentials,
      BlobStore blobs,
      InstantSource clock) {
    this.gateway = gateway;
    this.lent = lent;
    this.credentials = credentials;
    this.bodies = new AnswerBodies(blobs, clock);
    this.clock = clock;
  }

  @Override
  public String kind() {
    return GitHubRequest.KIND;
  }

  @Override
  public int concurrency() {
    return CONCURRENCY;
  }

  @Override
  public Duration longest() {
    return LONGEST;
  }

  @Override
  public int permits(int wanted, Instant now) {
    return brake.permits(wanted, now);
  }

  @Override
  public TaskOutcome handle(TaskRun run) throws InterruptedException {
    List<String> mistakes = new ArrayList<>();
    GitHubRequest request =
        GitHubRequest.read(TaskJson.read(run.task().payload()), "payload.", mistakes);
    if (request == null) {
      return new TaskOutcome.Failed(String.join("; ", mistakes));
    }
    if (!request.repeatable() && run.task().attempts() > 0) {
      return unknown("its worker fell silent while it had the task");
    }
    @Nullable String sealed = request.credential();
    Optional<Secret> own = sealed == null ? Optional.empty() : credentials.open(run.id(), sealed);
    if (sealed != null && own.isEmpty()) {
      return new TaskOutcome.Failed(
          "its credential was sealed with a key that is not known here (CREDENTIALS_KEY)");
    }
    brake.began(clock.instant());
    TaskOutcome outcome = ask(request, own.map(Secret::reveal).orElse(null), run);
    if (outcome instanceof TaskOutcome.Wait wait) {
      brake.waited(wait.until());
    } else {
      brake.served();
    }
    return outcome;
  }

  private TaskOutcome ask(GitHubRequest request, @Nullable String authorization, TaskRun run)
      throws InterruptedException {
    Cancellation cancellation = new Cancellation();
    ApiRequest asked = request(request, authorization, run, cancellation);
    try {
      ApiAnswer answer = authorization == null ? lent.answer(asked) : gateway.answer(asked);
      if (run.stopped() && request.repeatable()) {
        close(answer.content());
        throw new InterruptedException("stopped");
      }
      return judge(request, asked, answer, run);
    } catch (InterruptedException stopped) {
      cancellation.cancel();
      if (request.repeatable() || !mayHaveArrived(asked)) {
        throw stopped;
      }
      return unknown("its worker was stopped meanwhile");
    }
  }

  private ApiRequest request(
      GitHubRequest request,
      @Nullable String authorization,
      TaskRun run,
      Cancellation cancellation) {
    Headers fields = request.headers();
    Caller caller = Caller.ANONYMOUS;
    if (authorization != null) {
      fields = fields.with("Authorization", authorization);
      caller = Caller.unnamed(Credential.of(authorization));
    }
    String owner = run.task().caller();
    String client = owner.startsWith(KEY_HOLDER) ? owner.substring(KEY_HOLDER.length()) : owner;
    boolean bodied = request.body() != null || request.method().startsWith("P");
    return new ApiRequest(
        run.task().requestId(),
        request.method(),
        request.target(),
        fields.with("X-Request-ID", run.task().requestId()),
        bodied
            ? RequestBody.of(request.body() == null ? new byte[0] : request.body().bytes())
            : null,
        caller,
        client,
        request.priority() == null ? run.task().priority() : request.priority(),
        run.latest().minus(CLOSING),
        QUOTA_WAIT,
        cancellation);
  }

  private TaskOutcome judge(
      GitHubRequest request, ApiRequest asked, ApiAnswer answer, TaskRun run) {
    return switch (answer.outcome()) {
      case RATE_LIMITED_MISS -> waits(answer, LIMITED, "quota");
      case RATE_LIMITED_HIT -> waits(answer, STALE, "quota");
      case OFFLINE_HIT, OFFLINE_MISS -> waits(answer, STALE, "GitHub");
      case API_ERROR_HIT, API_ERROR_MISS, API_TIMEOUT_HIT, API_TIMEOUT_MISS ->
          failed(request, asked, answer);
      case ONLINE_HIT, ONLINE_MISS -> answered(request, answer, run);
    };
  }

  /** Until the answer says that it is worth asking again. */
  private TaskOutcome waits(ApiAnswer answer, Duration otherwise, String what) {
    Instant now = clock.instant();
    String detail = message(answer);
    close(answer.content());
    Instant until =
        LimitSignal.retryAfter(answer.headers(), now)
            .or(() -> reset(answer.headers()))
            .filter(now::isBefore)
            .orElse(now.plus(otherwise));
    Instant last = now.plus(LONGEST_WAIT);
    return new TaskOutcome.Wait(
        until.isBefore(last) ? until : last, "waits for %s: %s".formatted(what, detail));
  }

  private static Optional<Instant> reset(Headers headers) {
    @Nullable String reset = headers.value("X-RateLimit-Reset");
    return reset != null
            && reset.matches("\\d{1,11}")
            && "0".equals(headers.value("X-RateLimit-Remaining"))
        ? Optional.of(Instant.ofEpochSecond(Long.parseLong(reset) + 1))
        : Optional.empty();
  }

  private TaskOutcome failed(GitHubRequest request, ApiRequest asked, ApiAnswer answer) {
    String detail = message(answer);
    close(answer.content());
    if (request.repeatable()) {
      return new TaskOutcome.Retry(detail);
    }
    // To be tried again is to burn an attempt, which would look like a worker that fell silent.
    return mayHaveArrived(asked)
        ? unknown(detail)
        : new TaskOutcome.Wait(clock.instant().plus(STALE), "waits for GitHub: " + detail);
  }

  /** GraphQL calls do not tell whether they were sent. */
  private static boolean mayHaveArrived(ApiRequest asked) {
    return asked.graphql() || asked.body() == null || asked.body().consumed();
  }

  private TaskOutcome answered(GitHubRequest request, ApiAnswer answer, TaskRun run) {
    if (answer.status() >= 500 && answer.status() != 501 && request.repeatable()) {
      close(answer.content());
      return new TaskOutcome.Retry("GitHub answered with status " + answer.status());
    }
    String reason;
    try {
      return new TaskOutcome.Done(bodies.result(run.id(), answer));
    } catch (IOException broken) {
      reason = "GitHub's answer broke off";
    } catch (StorageFailure full) {
      reason = "GitHub's answer is too long to be kept: " + full.getMessage();
    }
    return request.repeatable()
        ? new TaskOutcome.Retry(reason)
        : new TaskOutcome.Done(RequestResult.without(answer, reason));
  }

  private static TaskOutcome unknown(String why) {
    return new TaskOutcome.Failed(
        "outcome unknown: the request may have reached GitHub, and is not one that can be repeated"
            + " (%s); look whether it was carried out, then retry the task if it was not"
                .formatted(why));
  }

  /** What an answer that is no result says for people. */
  private static String message(ApiAnswer answer) {
    String fallback = "status " + answer.status();
    if (!(answer.content() instanceof Content.Whole whole) || answer.outcome().hit()) {
      return fallback;
    }
    JsonNode json = TaskJson.read(new String(whole.body().bytes(), UTF_8));
    String message = json.path("message").asText();
    return message.isEmpty()
        ? fallback
        : message.length() > SHOWN ? message.substring(0, SHOWN) + "…" : message;
  }

  private static void close(Content content) {
    if (content instanceof Content.Streamed streamed) {
      try {
        streamed.bytes().close();
      } catch (IOException alreadyBroken) {
        // Nothing of it was wanted.
        return;
      }
    }
  }
}
