package dev.headgate.github.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.credential.AccessToken;
import dev.headgate.core.credential.Account;
import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.TokenIssuer;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Redactor;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.quota.LimitSignal;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GitHub mints a token for an installation ({@code POST /app/installations/{id}/access_tokens}) and
 * says where the App is installed. It goes straight to the upstream, past the ledger: these calls
 * count for the App itself. Where GitHub's clock proves to be another, a refused call is repeated
 * once by that clock. Thread-safe.
 */
public final class AppTokenIssuer implements TokenIssuer {
  private static final int LARGEST = 64 * 1024;
  private static final int LONGEST_TOKEN = 4_096;
  private static final int LONGEST_DETAIL = 200;

  private final Upstream upstream;
  private final AppJwt jwt;
  private final GitHubClock clock;
  private final JsonMapper json = new JsonMapper();

  /** An issuer that signs by this clock, which learns from GitHub's answers. */
  public AppTokenIssuer(Upstream upstream, AppJwt jwt, GitHubClock clock) {
    this.upstream = upstream;
    this.jwt = jwt;
    this.clock = clock;
  }

  @Override
  public Issue issue(Installation installation, Duration patience) {
    String path = "/app/installations/" + installation.id() + "/access_tokens";
    return switch (call("POST", path, patience)) {
      case Came.Nothing(String detail) -> new Issue.Failed(detail, Duration.ZERO, false);
      case Came.Answer answer when answer.status() == 201 -> minted(installation, answer);
      case Came.Answer answer when gone(answer) -> new Issue.Gone(answer.status());
      case Came.Answer answer -> refused(answer);
    };
  }

  @Override
  public Location locate(Account account, Duration patience) {
    return switch (call("GET", path(account), patience)) {
      case Came.Nothing(String detail) -> new Location.Unknown(detail);
      case Came.Answer answer
          when answer.body().path("id").canConvertToLong() && answer.status() == 200 ->
          new Location.At(answer.body().path("id").longValue());
      case Came.Answer answer when gone(answer) -> new Location.Nowhere();
      case Came.Answer answer -> new Location.Unknown(told(answer));
    };
  }

  private static String path(Account account) {
    if (!account.repository().isEmpty()) {
      return "/repos/" + account.login() + "/" + account.repository() + "/installation";
    }
    return (account.organization() ? "/orgs/" : "/users/") + account.login() + "/installation";
  }

  private Issue minted(Installation installation, Came.Answer answer) {
    String token = answer.body().path("token").asText("");
    boolean visible = !token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 0x7f);
    @Nullable Instant end = time(answer.body().path("expires_at").asText(""));
    Instant now = clock.instant();
    if (!visible || token.length() > LONGEST_TOKEN || end == null || !end.isAfter(now)) {
      return new Issue.Failed("GitHub's answer holds no token", Duration.ZERO, false);
    }
    return new Issue.Minted(new AccessToken(installation, Secret.of(token), now, end));
  }

  private static @Nullable Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  /** 404 is also said of an App that does not exist, which is no installation's fault. */
  private static boolean gone(Came.Answer answer) {
    return answer.status() == 410
        || (answer.status() == 404 && !answer.message().contains("Integration"));
  }

  private Issue refused(Came.Answer answer) {
    Instant now = clock.instant();
    Duration wait =
        LimitSignal.retryAfter(answer.headers(), now)
            .filter(now::isBefore)
            .map(until -> Duration.between(now, until))
            .orElse(Duration.ZERO);
    boolean lasting = answer.status() < 500 && answer.status() != 429 && wait.isZero();
    return new Issue.Failed(told(answer), wait, lasting);
  }

  private static String told(Came.Answer answer) {
    String hint =
        answer.status() == 401 || answer.message().contains("Integration")
            ? "; check GITHUB_APP_ID and GITHUB_PRIVATE_KEY"
            : "";
    String message = Redactor.FORMS.redact(answer.message());
    return "GitHub answered the App with %d%s%s"
        .formatted(answer.status(), message.isEmpty() ? "" : ": " + message, hint);
  }

  private Came call(String method, String path, Duration patience) {
    Came first = once(method, path, patience);
    boolean early =
        first instanceof Came.Answer answer && answer.status() == 401 && answer.otherTime();
    return early ? once(method, path, patience) : first;
  }

  private Came once(String method, String path, Duration patience) {
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
            method, Target.parse(path), fields, null, patience, new Cancellation());
    return switch (upstream.send(request)) {
      case Upstream.Failed failed ->
          new Came.Nothing("GitHub could not be asked: " + failed.kind().label());
      case Upstream.Responded responded -> read(responded, patience);
    };
  }

  private Came read(Upstream.Responded responded, Duration patience) {
    boolean otherTime = clock.observe(responded.headers());
    try (var body = responded.body()) {
      body.limit(patience);
      byte[] bytes = body.stream().readNBytes(LARGEST);
      return new Came.Answer(responded.status(), responded.headers(), parsed(bytes), otherTime);
    } catch (IOException broken) {
      return new Came.Nothing("GitHub's answer broke off");
    }
  }

  private JsonNode parsed(byte[] bytes) throws IOException {
    try {
      return Optional.ofNullable(json.readTree(bytes)).orElseGet(json::createObjectNode);
    } catch (JsonProcessingException page) {
      return json.createObjectNode();
    }
  }

  /** What came of one call. */
  private sealed interface Came {
    /** No answer. */
    record Nothing(String detail) implements Came {}

    /** GitHub's answer; its text may hold a token and is never shown. */
    record Answer(int status, Headers headers, JsonNode body, boolean otherTime) implements Came {
      String message() {
        String message = body.path("message").asText("");
        return message.substring(0, Math.min(LONGEST_DETAIL, message.length()));
      }

      @Override
      public String toString() {
        return "status " + status;
      }
    }
  }
}
