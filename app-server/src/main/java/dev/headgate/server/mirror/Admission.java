package dev.headgate.server.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.identity.TokenKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets only those in whose logins are on the list. Who stands behind a token is asked of GitHub, by
 * way of the cache: {@code /user} for a user; for an installation, which that refuses, the account
 * whose repositories it sees. What was learnt is believed for five minutes, so that one who was
 * removed, or whose token was revoked, does not stay in; a denial for one.
 */
final class Admission {
  private static final Duration ADMITTED = Duration.ofMinutes(5);
  private static final Duration DENIED = Duration.ofMinutes(1);
  private static final int REMEMBERED = 10_000;

  private final Set<String> logins;
  private final Gateway gateway;
  private final InstantSource clock;
  private final JsonMapper json = new JsonMapper();
  private final Cache<Fingerprint, Verdict> verdicts =
      Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

  Admission(Collection<String> logins, Gateway gateway, InstantSource clock) {
    this.logins =
        logins.stream().map(login -> login.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    this.gateway = gateway;
    this.clock = clock;
  }

  /** Whether there is a list at all. */
  boolean required() {
    return !logins.isEmpty();
  }

  /** What is known of the caller without asking; null where GitHub must be asked. */
  @Nullable Verdict known(ApiRequest request) {
    TokenKind kind = request.caller().credential().kind();
    if (kind == TokenKind.ANONYMOUS) {
      return Verdict.denied(
          401, "This gateway serves no anonymous requests; send a GitHub token", clock.instant());
    }
    if (!kind.user() && kind != TokenKind.INSTALLATION) {
      return Verdict.denied(
          403, "Neither a user nor an installation stands behind this credential", clock.instant());
    }
    @Nullable Verdict verdict = verdicts.getIfPresent(request.caller().identity());
    return verdict != null && clock.instant().isBefore(verdict.until()) ? verdict : null;
  }

  /** Asks GitHub who the caller is; blocks. */
  Verdict ask(ApiRequest request) throws InterruptedException {
    boolean installation = request.caller().credential().kind() == TokenKind.INSTALLATION;
    String path = installation ? "/installation/repositories?per_page=1" : "/user";
    ApiRequest question = request.getting(Target.parse(path));
    ApiAnswer answer = gateway.answer(question);
    Verdict verdict = judge(answer, installation);
    if (verdict.lasting()) {
      verdicts.put(request.caller().identity(), verdict);
    }
    return verdict;
  }

  private Verdict judge(ApiAnswer answer, boolean installation) {
    Instant now = clock.instant();
    if (answer.status() == 401) {
      return Verdict.denied(401, "Bad credentials", now.plus(DENIED));
    }
    if (answer.status() != 200 || !(answer.content() instanceof Content.Whole whole)) {
      discard(answer);
      return answer.status() == 403 || answer.status() == 404
          ? Verdict.denied(
              403, "GitHub does not say who stands behind this token", now.plus(DENIED))
          : Verdict.denied(
              503, "GitHub cannot be asked who stands behind this token; try again", now);
    }
    @Nullable String login = login(whole.body().bytes(), installation);
    if (login == null || !logins.contains(login.toLowerCase(Locale.ROOT))) {
      return Verdict.denied(
          403,
          (login == null ? "Nobody that GitHub names" : login)
              + " is not on the list of users of this gateway",
          now.plus(DENIED));
    }
    return new Verdict(login, 200, "", now.plus(ADMITTED));
  }

  private @Nullable String login(byte[] body, boolean installation) {
    try {
      JsonNode root = json.readTree(new String(body, StandardCharsets.UTF_8));
      JsonNode account = installation ? root.path("repositories").path(0).path("owner") : root;
      return account.path("login").isTextual() ? account.path("login").textValue() : null;
    } catch (JsonProcessingException malformed) {
      return null;
    }
  }

  private static void discard(ApiAnswer answer) {
    if (answer.content() instanceof Content.Streamed streamed) {
      try {
        streamed.bytes().close();
      } catch (IOException alreadyBroken) {
        // Nothing of it was wanted.
        return;
      }
    }
  }

  /**
   * What was found.
   *
   * @param login who it is; null where he is not let in
   * @param status how to refuse him
   * @param message why he is refused
   * @param until how long it is believed
   */
  record Verdict(@Nullable String login, int status, String message, Instant until) {
    static Verdict denied(int status, String message, Instant until) {
      return new Verdict(null, status, message, until);
    }

    /** Whether it says something of the caller, and not of GitHub's state. */
    boolean lasting() {
      return status != 503;
    }
  }
}
