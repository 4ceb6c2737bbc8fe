package dev.headgate.github.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Redactor;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.github.artifact.TransferStopped.Why;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** What is asked of GitHub's API about artifacts. */
final class ArtifactApi {
  private static final int LARGEST = 4 << 20;
  private static final int LONGEST_MESSAGE = 200;
  private static final Duration UNTOLD = Duration.ofMinutes(1);
  private static final JsonMapper JSON = new JsonMapper();

  private final ApiCalls calls;
  private final InstantSource clock;

  ArtifactApi(ApiCalls calls, InstantSource clock) {
    this.calls = calls;
    this.clock = clock;
  }

  /** What GitHub knows of an artifact. */
  Artifact look(ArtifactRef ref) throws IOException, InterruptedException {
    JsonNode node = json(Target.parse(ref.path()), "the artifact");
    return artifact(ref.owner(), ref.repo(), node);
  }

  /** The newest artifact of that name among those of a workflow run. */
  Artifact find(String owner, String repo, long runId, String name)
      throws IOException, InterruptedException {
    Target target =
        Target.parse(
            "/repos/%s/%s/actions/runs/%d/artifacts?per_page=100&name=%s"
                .formatted(owner, repo, runId, URLEncoder.encode(name, StandardCharsets.UTF_8)));
    JsonNode found = null;
    for (JsonNode one : json(target, "the run").path("artifacts")) {
      boolean newer = found == null || one.path("id").asLong() > found.path("id").asLong();
      if (one.path("name").asText("").equals(name) && newer) {
        found = one;
      }
    }
    if (found == null) {
      throw TransferStopped.gone(
          Why.MISSING,
          "run %d of %s/%s has no artifact of that name".formatted(runId, owner, repo));
    }
    return artifact(owner, repo, found);
  }

  private static Artifact artifact(String owner, String repo, JsonNode node)
      throws TransferStopped {
    String digest = node.path("digest").asText("");
    boolean known = digest.matches("sha256:[0-9a-fA-F]{64}");
    long id = node.path("id").asLong();
    if (id < 1) {
      throw TransferStopped.broken("GitHub's answer does not tell of an artifact");
    }
    return new Artifact(
        new ArtifactRef(owner, repo, id),
        node.path("name").asText(""),
        node.path("size_in_bytes").asLong(-1),
        known ? digest.substring("sha256:".length()).toLowerCase(java.util.Locale.ROOT) : null,
        node.path("expired").asBoolean(false),
        node.path("workflow_run").path("id").asLong(0),
        node.path("workflow_run").path("head_sha").asText(""));
  }

  /** A URL that serves the artifact's archive for a minute. */
  String sign(ArtifactRef ref) throws IOException, InterruptedException {
    ApiAnswer answer = calls.get(Target.parse(ref.path() + "/zip"));
    try (InputStream body = stream(answer)) {
      String location = answer.headers().value("Location");
      boolean redirect = answer.status() == 302 || answer.status() == 307;
      if (redirect && location != null) {
        return location;
      }
      throw refused(answer, body, "the artifact");
    }
  }

  private JsonNode json(Target target, String what) throws IOException, InterruptedException {
    ApiAnswer answer = calls.get(target);
    try (InputStream body = stream(answer)) {
      if (answer.status() != 200) {
        throw refused(answer, body, what);
      }
      return JSON.readTree(body.readNBytes(LARGEST));
    }
  }

  private static InputStream stream(ApiAnswer answer) {
    return answer.content() instanceof Content.Streamed streamed
        ? streamed.bytes()
        : ((Content.Whole) answer.content()).body().stream();
  }

  /** An exception for what cannot be mended by asking again soon; else an ordinary failure. */
  private IOException refused(ApiAnswer answer, InputStream body, String what) throws IOException {
    int status = answer.status();
    String message = message(body);
    Instant now = clock.instant();
    if (limited(answer, message)) {
      Instant until = until(answer.headers(), now);
      return new TransferStopped(
          new TransferStopped.Cause.Later(until), "GitHub's limits: " + message);
    }
    return switch (status) {
      case 410 -> TransferStopped.gone(Why.EXPIRED, what + " has expired (GitHub answered 410)");
      case 404 ->
          TransferStopped.gone(
              Why.MISSING,
              what + " does not exist, or is not shown to this credential (GitHub answered 404)");
      case 400, 401, 403, 422, 451 ->
          TransferStopped.gone(
              Why.REFUSED, "GitHub refuses %s: %d %s".formatted(what, status, message));
      default -> new IOException("GitHub answered %d %s".formatted(status, message));
    };
  }

  private static boolean limited(ApiAnswer answer, String message) {
    boolean refusal = answer.status() == 403 || answer.status() == 429;
    return refusal
        && (answer.status() == 429
            || answer.headers().contains("Retry-After")
            || "0".equals(answer.headers().value("X-RateLimit-Remaining"))
            || message.contains("secondary rate limit"));
  }

  private static Instant until(Headers headers, Instant now) {
    Instant named = LimitSignal.retryAfter(headers, now).orElse(now);
    String reset = headers.value("X-RateLimit-Reset");
    if (!named.isAfter(now) && reset != null && reset.matches("[0-9]{1,12}")) {
      named = Instant.ofEpochSecond(Long.parseLong(reset) + 1);
    }
    return named.isAfter(now) ? named : now.plus(UNTOLD);
  }

  private static String message(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(LARGEST);
    try {
      String message = JSON.readTree(bytes).path("message").asText("");
      return Redactor.FORMS.redact(
          message.substring(0, Math.min(LONGEST_MESSAGE, message.length())));
    } catch (IOException page) {
      // An error page, which nobody wants to read here.
      return "";
    }
  }
}
