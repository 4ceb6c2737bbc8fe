package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Entity tags as GitHub computes them: SHA-256 over the values of Accept, Authorization and Cookie
 * (those that {@code Vary} names), each followed by a colon, and the uncompressed compact body.
 */
final class Validators {
  private static final List<String> HASHED = List.of("Accept", "Authorization", "Cookie");
  private static final long LARGEST_HASHED = 64L << 20;
  private static final int REMEMBERED = 256;

  /** Identity of a big body and of the values hashed before it. */
  private record Key(Body body, String prefix) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.body == body && key.prefix.equals(prefix);
    }

    @Override
    public int hashCode() {
      return Objects.hash(System.identityHashCode(body), prefix);
    }
  }

  private final String salt = UUID.randomUUID().toString();
  private final Map<Key, String> remembered =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
              return size() > REMEMBERED;
            }
          });
  private volatile ValidatorMode mode;

  Validators(ValidatorMode mode) {
    this.mode = mode;
  }

  ValidatorMode mode() {
    return mode;
  }

  void mode(ValidatorMode value) {
    mode = value;
  }

  /** The tag's digits without quotes, or empty if this answer has none. */
  Optional<String> tag(Incoming request, List<String> vary, Body body) {
    if (mode == ValidatorMode.NONE || body.length() > LARGEST_HASHED) {
      return Optional.empty();
    }
    String prefix = prefix(request, vary);
    return Optional.of(
        switch (mode) {
          case V1, NONE -> hash(prefix, body);
          case DRIFT -> hash(salt + prefix, body);
          case LEGACY -> hash(salt + personal(request) + request.path(), body).substring(0, 32);
        });
  }

  /** Whether a list of tags names this one, compared weakly. */
  static boolean matches(Stream<String> ifNoneMatch, String tag) {
    return ifNoneMatch
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(String::strip)
        .map(text -> text.startsWith("W/") ? text.substring(2) : text)
        .anyMatch(text -> text.equals("*") || text.equals("\"" + tag + "\""));
  }

  /** Every value of each hashed header that the answer varies by, each followed by a colon. */
  static String prefix(Incoming request, List<String> vary) {
    List<String> names =
        vary.stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(name -> name.strip().toLowerCase(Locale.ROOT))
            .toList();
    StringBuilder prefix = new StringBuilder();
    for (String header : HASHED) {
      if (names.contains("*") || names.contains(header.toLowerCase(Locale.ROOT))) {
        request.values(header).forEach(value -> prefix.append(value).append(':'));
      }
    }
    return prefix.toString();
  }

  private static String personal(Incoming request) {
    return request.header("Authorization").orElse("") + request.accept();
  }

  private String hash(String prefix, Body body) {
    if (body instanceof ByteBody) {
      return compute(prefix, body);
    }
    Key key = new Key(body, prefix);
    String known = remembered.get(key);
    String hash = known == null ? compute(prefix, body) : known;
    remembered.put(key, hash);
    return hash;
  }

  private static String compute(String prefix, Body body) {
    MessageDigest digest = Digests.sha256();
    digest.update(prefix.getBytes(UTF_8));
    body.digest(digest);
    return Digests.hex(digest.digest());
  }
}
