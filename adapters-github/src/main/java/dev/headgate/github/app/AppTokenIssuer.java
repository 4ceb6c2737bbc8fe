package dev.headgate.github.app;

import dev.headgate.core.credential.AccessToken;
import dev.headgate.core.credential.Account;
import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.TokenIssuer;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.identity.Redactor;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.github.app.AppCalls.Answer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * GitHub mints a token for an installation ({@code POST /app/installations/{id}/access_tokens}) and
 * says where the App is installed. Thread-safe.
 */
public final class AppTokenIssuer implements TokenIssuer {
  private static final int LARGEST = 64 * 1024;
  private static final int LONGEST_TOKEN = 4_096;
  private static final int LONGEST_DETAIL = 200;

  private final AppCalls calls;
  private final GitHubClock clock;

  /** An issuer that signs by this clock, which learns from GitHub's answers. */
  public AppTokenIssuer(Upstream upstream, AppJwt jwt, GitHubClock clock) {
    this.calls = new AppCalls(upstream, jwt, clock);
    this.clock = clock;
  }

  @Override
  public Issue issue(Installation installation, Duration patience) {
    String path = "/app/installations/" + installation.id() + "/access_tokens";
    Answer answer;
    try {
      answer = calls.call("POST", path, patience, LARGEST);
    } catch (IOException unanswered) {
      return new Issue.Failed(String.valueOf(unanswered.getMessage()), Duration.ZERO, false);
    }
    if (answer.status() == 201) {
      return minted(installation, answer);
    }
    return gone(answer) ? new Issue.Gone(answer.status()) : refused(answer);
  }

  @Override
  public Location locate(Account account, Duration patience) {
    Answer answer;
    try {
      answer = calls.call("GET", path(account), patience, LARGEST);
    } catch (IOException unanswered) {
      return new Location.Unknown(String.valueOf(unanswered.getMessage()));
    }
    if (answer.status() == 200 && answer.body().path("id").canConvertToLong()) {
      return new Location.At(answer.body().path("id").longValue());
    }
    return gone(answer) ? new Location.Nowhere() : new Location.Unknown(told(answer));
  }

  private static String path(Account account) {
    if (!account.repository().isEmpty()) {
      return "/repos/" + account.login() + "/" + account.repository() + "/installation";
    }
    return (account.organization() ? "/orgs/" : "/users/") + account.login() + "/installation";
  }

  private Issue minted(Installation installation, Answer answer) {
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
  private static boolean gone(Answer answer) {
    return answer.status() == 410
        || (answer.status() == 404 && !message(answer).contains("Integration"));
  }

  private Issue refused(Answer answer) {
    Instant now = clock.instant();
    Duration wait =
        LimitSignal.retryAfter(answer.headers(), now)
            .filter(now::isBefore)
            .map(until -> Duration.between(now, until))
            .orElse(Duration.ZERO);
    boolean lasting = answer.status() < 500 && answer.status() != 429 && wait.isZero();
    return new Issue.Failed(told(answer), wait, lasting);
  }

  private static String told(Answer answer) {
    String hint =
        answer.status() == 401 || message(answer).contains("Integration")
            ? "; check GITHUB_APP_ID and GITHUB_PRIVATE_KEY"
            : "";
    String message = Redactor.FORMS.redact(message(answer));
    return "GitHub answered the App with %d%s%s"
        .formatted(answer.status(), message.isEmpty() ? "" : ": " + message, hint);
  }

  private static String message(Answer answer) {
    String message = answer.body().path("message").asText("");
    return message.substring(0, Math.min(LONGEST_DETAIL, message.length()));
  }
}
