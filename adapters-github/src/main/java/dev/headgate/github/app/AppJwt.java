package dev.headgate.github.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.headgate.core.identity.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Signs as the App: a JSON web token under RS256 that is a minute old at birth, since GitHub's
 * clock may be behind, and ends within the ten minutes that GitHub allows (GitHub Docs, "Generating
 * a JSON Web Token for a GitHub App"). Thread-safe.
 */
public final class AppJwt {
  private static final Duration BEFORE = Duration.ofSeconds(60);
  private static final Duration AFTER = Duration.ofMinutes(9);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER =
      BASE64.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));

  private final String app;
  private final AppKey key;

  /**
   * Tokens of this App.
   *
   * @param app its id or client id
   */
  public AppJwt(String app, AppKey key) {
    this.app = app;
    this.key = key;
  }

  /** A token for calls at about that time, by GitHub's clock. */
  public Secret at(Instant now) {
    String claims =
        JsonNodeFactory.instance
            .objectNode()
            .put("iat", now.minus(BEFORE).getEpochSecond())
            .put("exp", now.plus(AFTER).getEpochSecond())
            .put("iss", app)
            .toString();
    String signed = HEADER + "." + BASE64.encodeToString(claims.getBytes(UTF_8));
    return Secret.of(signed + "." + BASE64.encodeToString(key.sign(signed.getBytes(UTF_8))));
  }
}
