package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One limit on requests that come in.
 *
 * @param name names it, and its policy towards callers: 1 to 64 letters, digits, dots, hyphens and
 *     underscores
 * @param methods the methods it is about, in upper case; empty for all
 * @param path the paths it is about
 * @param except paths that it is not about although {@code path} matches them; null for none
 * @param eventType the type of event it is about; null for requests of any kind
 * @param key whose share a request takes
 * @param rate how much
 * @param mode whether it refuses, or only counts what it would refuse
 * @param onStoreFailure what holds while the store cannot be asked
 * @param leased whether permits may be fetched ahead of need: faster where a bucket is hot, and
 *     what is left in it is known less exactly
 */
public record LimitRule(
    String name,
    Set<String> methods,
    PathGlob path,
    @Nullable PathGlob except,
    @Nullable String eventType,
    LimitKey key,
    Rate rate,
    Mode mode,
    OnStoreFailure onStoreFailure,
    boolean leased) {

  /** Whether a rule refuses. */
  public enum Mode {
    /** It refuses. */
    ENFORCE,
    /** It decides and counts, and refuses nothing. */
    SHADOW;

    /** The word that users write and read. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What holds while the store cannot be asked. */
  public enum OnStoreFailure {
    /** Each process admits its share of the limit, from memory. */
    LOCAL,
    /** Everything is admitted. */
    OPEN,
    /** Nothing is admitted. */
    CLOSED;

    /** The word that users write and read. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public LimitRule {
    Check.that(
        name.matches("[A-Za-z0-9._-]{1,64}"),
        "name",
        name,
        "1 to 64 letters, digits, dots, hyphens and underscores");
    methods = Set.copyOf(methods);
    for (String method : methods) {
      Check.that(method.matches("[A-Z]{1,20}"), "methods", method, "methods in upper case");
    }
    requireNonNull(path, "path");
    requireNonNull(key, "key");
    requireNonNull(rate, "rate");
    requireNonNull(mode, "mode");
    requireNonNull(onStoreFailure, "onStoreFailure");
    if (eventType != null) {
      Check.that(
          !eventType.isBlank() && eventType.length() <= 256,
          "eventType",
          eventType,
          "1 to 256 characters");
    }
  }

  /** Whether it is about this request. */
  public boolean matches(LimitedRequest request) {
    return (methods.isEmpty() || methods.contains(request.method()))
        && path.matches(request.path())
        && (except == null || !except.matches(request.path()))
        && (eventType == null || eventType.equals(request.eventType()));
  }

  /** The level it stands for, as in metrics: global, endpoint, third_party, ip, user or header. */
  public String level() {
    return switch (key.kind()) {
      case GLOBAL -> eventType == null ? "global" : "endpoint";
      case THIRD_PARTY -> "third_party";
      case IP -> "ip";
      case USER -> "user";
      case HEADER -> "header";
    };
  }
}
