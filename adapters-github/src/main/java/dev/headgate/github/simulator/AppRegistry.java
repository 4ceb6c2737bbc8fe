package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Apps that registered, and where they are installed. While none has, any bearer of three
 * dotted parts is an App and every account has an installation; while no installation was named,
 * every number is one. Safe for many threads.
 */
final class AppRegistry {
  private static final int MOST = 10_000;
  private static final long LONGEST = 600;
  private static final Pattern BEARER =
      Pattern.compile("(?i:Bearer) (?!gh._)([\\w-]+\\.[\\w-]+)\\.([\\w-]+)");

  private final Map<String, PublicKey> keys = new ConcurrentHashMap<>();
  private final Map<Integer, String> accounts = new ConcurrentHashMap<>();
  private volatile TokenMint mint = TokenMint.DEFAULTS;
  private volatile boolean closed;

  void register(String app, PublicKey key) {
    bounded(keys.size());
    keys.put(app, key);
  }

  void install(int installation, String account) {
    bounded(accounts.size());
    closed = true;
    accounts.put(installation, account.toLowerCase(Locale.ROOT));
  }

  void uninstall(int installation) {
    closed = true;
    accounts.remove(installation);
  }

  TokenMint mint() {
    return mint;
  }

  void mint(TokenMint next) {
    mint = next;
  }

  void reset() {
    keys.clear();
    accounts.clear();
    closed = false;
    mint = TokenMint.DEFAULTS;
  }

  boolean installed(int installation) {
    return !closed || accounts.containsKey(installation);
  }

  /** The installation of an account, which always is one while none was named. */
  Optional<Integer> installation(String account) {
    if (!closed) {
      return Optional.of(Digests.number("installation:" + account) % 1_000_000);
    }
    return accounts.entrySet().stream()
        .filter(entry -> entry.getValue().equalsIgnoreCase(account))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  Map<Integer, String> accounts() {
    return closed ? Map.copyOf(accounts) : Map.of(installation("acme").orElseThrow(), "acme");
  }

  /** Why this is no App that calls, in GitHub's words; empty if it is one. */
  Optional<Reply> refusal(Call call) {
    Matcher bearer = BEARER.matcher(call.request().header("Authorization").orElse(""));
    if (!bearer.matches()) {
      return undecodable();
    }
    return keys.isEmpty()
        ? Optional.empty()
        : refusal(bearer.group(1), bearer.group(2), call.now());
  }

  private Optional<Reply> refusal(String signed, String signature, Instant now) {
    Base64.Decoder decoder = Base64.getUrlDecoder();
    try {
      int dot = signed.indexOf('.');
      JsonNode header = Json.read(decoder.decode(signed.substring(0, dot)));
      JsonNode claims = Json.read(decoder.decode(signed.substring(dot + 1)));
      PublicKey key = keys.get(claims.path("iss").asText());
      if (key == null) {
        return Optional.of(message(404, "Integration not found"));
      }
      return header.path("alg").asText().equals("RS256")
              && verified(key, signed, decoder.decode(signature))
          ? outOfTime(claims, now.getEpochSecond())
          : undecodable();
    } catch (IOException | IllegalArgumentException malformed) {
      return undecodable();
    }
  }

  private static Optional<Reply> outOfTime(JsonNode claims, long now) {
    long exp = claims.path("exp").asLong();
    if (claims.path("iat").asLong(Long.MAX_VALUE) > now) {
      return Optional.of(
          message(
              401,
              "'Issued at' claim ('iat') must be an Integer representing the time that the"
                  + " assertion was issued"));
    }
    if (exp <= now) {
      return Optional.of(
          message(
              401,
              "'Expiration time' claim ('exp') must be a numeric value representing the future"
                  + " time at which the assertion expires"));
    }
    return exp > now + LONGEST
        ? Optional.of(message(401, "'Expiration time' claim ('exp') is too far in the future"))
        : Optional.empty();
  }

  private static boolean verified(PublicKey key, String signed, byte[] signature) {
    try {
      Signature rs256 = Signature.getInstance("SHA256withRSA");
      rs256.initVerify(key);
      rs256.update(signed.getBytes(StandardCharsets.US_ASCII));
      return rs256.verify(signature);
    } catch (GeneralSecurityException wrong) {
      return false;
    }
  }

  private static Optional<Reply> undecodable() {
    return Optional.of(message(401, "A JSON web token could not be decoded"));
  }

  private static Reply message(int status, String text) {
    return Refusals.message(status, text, "https://docs.github.com/rest");
  }

  private static void bounded(int size) {
    if (size >= MOST) {
      throw new IllegalStateException("apps: " + MOST + " are registered (expected: fewer)");
    }
  }
}
