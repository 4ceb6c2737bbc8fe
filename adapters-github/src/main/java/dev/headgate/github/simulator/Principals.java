package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who stands behind a credential. Any token is accepted; its principal derives from the token
 * unless it was mapped. Safe for many threads.
 */
final class Principals {
  private static final int MOST = 100_000;
  private static final List<String> USUAL_SCOPES = List.of("repo", "user");

  private final Map<String, Principal> mapped = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final Map<String, Validity> minted = new ConcurrentHashMap<>();
  private final InstantSource clock;

  Principals(InstantSource clock) {
    this.clock = clock;
  }

  /** The caller, or empty if the credential is bad. */
  Optional<Principal> caller(Incoming request) {
    Optional<String> authorization = request.header("Authorization");
    if (authorization.isEmpty()) {
      return Optional.of(Principal.anonymous(request.remote()));
    }
    String value = authorization.get().strip();
    int space = value.indexOf(' ');
    String scheme = space < 0 ? "" : value.substring(0, space);
    String credential = value.substring(space + 1).strip();
    return scheme.equalsIgnoreCase("Basic") ? basic(credential) : ofToken(credential);
  }

  /** The principal of a token, or empty if the token is bad. */
  Optional<Principal> ofToken(String token) {
    if (token.isEmpty()
        || revoked.contains(token)
        || outOfTime(token)
        || token.contains("invalid")
        || token.contains("revoked")) {
      return Optional.empty();
    }
    Principal known = mapped.get(token);
    return Optional.of(known == null ? derived(token) : known);
  }

  void map(String token, Principal principal) {
    if (mapped.size() >= MOST && !mapped.containsKey(token)) {
      throw new IllegalStateException("tokens: " + MOST + " are mapped (expected: fewer)");
    }
    revoked.remove(token);
    mapped.put(token, principal);
  }

  /** Lets a token stand for an installation, from one moment to another. */
  void mint(String token, Principal installation, Instant from, Instant end) {
    Instant now = clock.instant();
    minted.entrySet().removeIf(entry -> ended(entry.getKey(), entry.getValue(), now));
    minted.put(token, new Validity(from, end));
    map(token, installation);
  }

  /** Ends all tokens that were minted for an installation; answers how many. */
  int revokeMinted(Principal installation) {
    List<String> theirs =
        minted.keySet().stream().filter(token -> installation.equals(mapped.get(token))).toList();
    if (revoked.size() < MOST) {
      revoked.addAll(theirs);
    }
    return theirs.size();
  }

  private boolean outOfTime(String token) {
    Validity validity = minted.get(token);
    Instant now = clock.instant();
    return validity != null && (now.isBefore(validity.from()) || !now.isBefore(validity.end()));
  }

  /** A day after its end nobody tries a token any more. */
  private boolean ended(String token, Validity validity, Instant now) {
    boolean ended = now.isAfter(validity.end().plus(1, ChronoUnit.DAYS));
    if (ended) {
      mapped.remove(token);
      revoked.remove(token);
    }
    return ended;
  }

  /** Lets a new token stand for the principal of another, and optionally ends the other. */
  Principal rotate(String token, String newToken, boolean revoke) {
    Principal principal =
        ofToken(token)
            .orElseThrow(
                () -> new IllegalArgumentException("token: is revoked (expected: a valid token)"));
    map(newToken, principal);
    if (revoke && revoked.size() < MOST) {
      revoked.add(token);
    }
    return principal;
  }

  void reset() {
    mapped.clear();
    revoked.clear();
    minted.clear();
  }

  private Optional<Principal> basic(String credential) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(credential), UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String user = pair.substring(0, colon);
    String password = pair.substring(colon + 1);
    return isClientId(user) && !isToken(password)
        ? Optional.of(Principal.app(user))
        : ofToken(password.isEmpty() || password.equals("x-oauth-basic") ? user : password);
  }

  private static boolean isClientId(String text) {
    return text.startsWith("Iv")
        || text.startsWith("Ov")
        || text.matches("[0-9a-f]{20}")
        || text.startsWith("client");
  }

  private static boolean isToken(String text) {
    return text.matches("(gh[pousr]_|github_pat_).*");
  }

  private static Principal derived(String token) {
    if (token.startsWith("ghs_")) {
      return Principal.installation(Digests.number("installation:" + token) % 1_000_000);
    }
    return Principal.user(
        "user-" + Digests.sha1Hex("login:" + token).substring(0, 8), USUAL_SCOPES);
  }

  /** When a token is honoured. */
  private record Validity(Instant from, Instant end) {}
}
