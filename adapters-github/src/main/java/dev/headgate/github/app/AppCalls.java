package dev.headgate.github.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Calls that a GitHub App makes for itself, with its own signed token. They go straight to the
 * upstream, past the ledger: they count for the App. Where GitHub's clock proves to be another, a
 * refused call is repeated once by that clock. Thread-safe.
 */
public final class AppCalls {
  private final Upstream upstream;
  private final AppJwt jwt;
  private final GitHubClock clock;
  private final JsonMapper json = new JsonMapper();

  /** Calls of the App that signs so, by this clock, which learns from GitHub's answers. */
  public AppCalls(Upstream upstream, AppJwt jwt, GitHubClock clock) {
    this.upstream = upstream;
    this.jwt = jwt;
    this.clock = clock;
  }

  /**
   * GitHub's answer, whatever it is.
   *
   * @param patience how long its header, and then its body, may take
   * @param largest how many bytes of its body are read
   * @throws IOException if there was none, or it broke off; its message is for people
   */
  public Answer call(String method, String target, Duration patience, int largest)
      throws IOException {
    Came first = once(method, target, patience, largest);
    return first.answer.status == 401 && first.otherTime
        ? once(method, target, patience, largest).answer
        : first.answer;
  }

  private Came once(String method, String target, Duration patience, int largest)
      throws IOException {
    Headers fields =
        Headers.of(
            "Accept",
            "application/vnd.github+json",
            "X-GitHub-Api-Version",
            "2022-11-28",
            "Authorization",
            "Bearer " + jwt.at(clock.instant()).reveal());
    Upstream.Request request =
        new Upstream.Request(
            method, Target.parse(target), fields, null, patience, new Cancellation());
    Upstream.Result result = upstream.send(request);
    if (result instanceof Upstream.Failed failed) {
      throw new IOException("GitHub could not be asked: " + failed.kind().label());
    }
    return read((Upstream.Responded) result, patience, largest);
  }

  private Came read(Upstream.Responded responded, Duration patience, int largest)
      throws IOException {
    boolean otherTime = clock.observe(responded.headers());
    try (var body = responded.body()) {
      body.limit(patience);
      JsonNode content = parsed(body.stream().readNBytes(largest));
      return new Came(new Answer(responded.status(), responded.headers(), content), otherTime);
    } catch (IOException broken) {
      throw new IOException("GitHub's answer broke off", broken);
    }
  }

  private JsonNode parsed(byte[] bytes) throws IOException {
    try {
      return Optional.ofNullable(json.readTree(bytes)).orElseGet(MissingNode::getInstance);
    } catch (JsonProcessingException page) {
      return MissingNode.getInstance();
    }
  }

  private record Came(Answer answer, boolean otherTime) {}

  /**
   * What GitHub answered; its text may hold a token and is never shown.
   *
   * @param body missing where it is no JSON
   */
  public record Answer(int status, Headers headers, JsonNode body) {
    @Override
    public String toString() {
      return "status " + status;
    }
  }
}
