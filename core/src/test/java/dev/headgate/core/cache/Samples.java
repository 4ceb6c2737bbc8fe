package dev.headgate.core.cache;

import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/** Requests and responses as they go to and come from GitHub, for tests. */
public final class Samples {
  public static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** What GitHub says of a resource read with a personal token. */
  public static final String VARY = "Accept, Authorization, Cookie, X-GitHub-OTP";

  private Samples() {}

  /** A resource nobody else uses. */
  public static ResourceKey freshKey() {
    return new ResourceKey("/repos/o/" + UUID.randomUUID() + "/issues?page=1", "json", "");
  }

  /** Whoever bears that token. */
  public static Fingerprint identity(String token) {
    return Fingerprint.of("token", token);
  }

  /** A read with that token. */
  public static Headers request(String token) {
    return Headers.of("Accept", "application/vnd.github+json", "Authorization", "Bearer " + token);
  }

  /** GitHub's 200 to that read, with the tag that it computes. */
  public static Headers response(String token, String body) {
    Headers varying = Headers.of("Vary", VARY);
    String tag = Validator.of(Validator.vary(varying), request(token), bytes(body));
    return Headers.of(
        "Content-Type",
        "application/json; charset=utf-8",
        "Vary",
        VARY,
        "ETag",
        "W/\"" + tag + "\"",
        "X-OAuth-Scopes",
        "repo");
  }

  /** The representation that comes with it. */
  public static Representation representation(String token, String body, Instant now) {
    return Representation.received(
        200, response(token, body), new Body(bytes(body)), request(token), now);
  }

  /** The grant that comes with it. */
  public static Grant grant(String token, Representation representation, Instant now) {
    String body = new String(representation.body().bytes(), StandardCharsets.UTF_8);
    return Grant.received(
        identity(token), representation, response(token, body), Grant.asked(request(token)), now);
  }

  /** A text that hardly gets smaller by compression; equal seeds give equal texts. */
  public static String noise(int length, int seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append((char) ('!' + random.nextInt(90)));
    }
    return text.toString();
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The text of a representation's body. */
  public static String text(Representation representation) {
    return new String(representation.body().bytes(), StandardCharsets.UTF_8);
  }
}
