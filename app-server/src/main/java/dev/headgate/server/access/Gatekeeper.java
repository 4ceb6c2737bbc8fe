package dev.headgate.server.access;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Cidr;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the secrets of a request who sent it, and whether that one may come in.
 *
 * <p>Secrets are held as digests and compared in constant time. An address that brings {@value
 * #WRONG_PER_MINUTE} wrong ones is not heard for a while: until then no further secret of it is
 * looked at, right or wrong, so that nobody finds one by trying. Safe for use by several threads.
 */
public final class Gatekeeper {
  /** How many wrong secrets an address may bring per minute. */
  public static final int WRONG_PER_MINUTE = 10;

  private static final String POLICY = "wrong-secrets";
  private static final Gcra WRONG = Gcra.of(Rate.perMinute(WRONG_PER_MINUTE, WRONG_PER_MINUTE));
  private static final String ADMIN_TOKEN = "HEADGATE_ADMIN_TOKEN";
  private static final String API_KEYS = "HEADGATE_API_KEYS";

  private final AccessPolicy policy;
  private final HashedSecrets admin;
  private final HashedSecrets keys;
  private final TokenBuckets failures;
  private final InstantSource clock;

  /**
   * Keeps the gate by this policy.
   *
   * @param failures where wrong secrets are counted; in this process, since it is asked before any
   *     secret is looked at
   */
  public Gatekeeper(AccessPolicy policy, TokenBuckets failures, InstantSource clock) {
    this.policy = policy;
    this.failures = failures;
    this.clock = clock;
    this.admin =
        new HashedSecrets(
            policy.adminToken() == null
                ? Map.of()
                : Map.of(Visitor.Administrator.NAME, policy.adminToken()));
    this.keys = new HashedSecrets(policy.apiKeys());
  }

  /**
   * Who it is. A wrong secret is charged to the address, so ask once per request.
   *
   * @param address where the request comes from
   * @param key the API key it bears, if any
   * @param bearer the token it bears in its Authorization field, if any and if it is meant for
   *     Headgate
   */
  public Visitor identify(String address, @Nullable String key, @Nullable String bearer) {
    @Nullable String token = policy.adminToken() == null ? null : bearer;
    if (key == null && token == null) {
      return Visitor.Unknown.INSTANCE;
    }
    Bucket bucket = new Bucket(new BucketKey(POLICY, Cidr.customer(address)), WRONG);
    long now = EpochNanos.of(clock.instant());
    Level level = failures.levels(List.of(bucket), now).get(0);
    if (level.remaining() == 0) {
      return new Visitor.Barred(level.untilMore());
    }
    Visitor visitor = known(key, token);
    if (visitor instanceof Visitor.Impostor) {
      failures.take(List.of(bucket), 1, now);
    }
    return visitor;
  }

  private Visitor known(@Nullable String key, @Nullable String bearer) {
    if (bearer != null && admin.holder(bearer) != null) {
      return new Visitor.Administrator();
    }
    String holder = key == null ? null : keys.holder(key);
    return holder == null ? new Visitor.Impostor() : new Visitor.KeyHolder(holder);
  }

  /** Whether the gateway's own credentials serve this visitor. */
  public boolean lends(Visitor visitor) {
    return visitor instanceof Visitor.KeyHolder
        || (policy.open() && !(visitor instanceof Visitor.Page));
  }

  /** Whether everybody may do everything. */
  public boolean open() {
    return policy.open();
  }

  /** Whether this visitor may go where that access is asked for. */
  public Entry admit(Visitor visitor, Access access) {
    return switch (access) {
      case OPEN -> new Entry.Admitted(name(visitor));
      case OWNER, KEY -> restricted(visitor, Access.KEY);
      case ADMIN -> restricted(visitor, Access.ADMIN);
    };
  }

  private Entry restricted(Visitor visitor, Access access) {
    if (policy.open() && !(visitor instanceof Visitor.Page)) {
      return new Entry.Admitted(name(visitor));
    }
    return switch (visitor) {
      case Visitor.Administrator administrator -> new Entry.Admitted(name(administrator));
      case Visitor.KeyHolder holder when access == Access.KEY -> new Entry.Admitted(name(holder));
      case Visitor.KeyHolder holder ->
          new Entry.Denied(403, "This needs the administrator's token, not an API key", 0);
      case Visitor.Barred barred -> barred(barred.retryAfter());
      case Visitor.Impostor wrong ->
          new Entry.Denied(401, "The secret that came with the request is not known here", 0);
      case Visitor.Page elsewhere ->
          new Entry.Denied(
              403,
              "Web pages of elsewhere are not let in: name their origin in CORS_ALLOWED_ORIGINS, or"
                  + " this server's own name in GITHUB_MIRROR_URL",
              0);
      case Visitor.Unknown nobody -> closed(access);
    };
  }

  private static Entry barred(Duration retryAfter) {
    return new Entry.Denied(
        429,
        "Too many wrong secrets came from this address",
        Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
  }

  private Entry closed(Access access) {
    boolean admin = policy.adminToken() != null;
    boolean keys = access == Access.KEY && !policy.apiKeys().isEmpty();
    if (keys) {
      return new Entry.Denied(401, "This needs an API key in X-Headgate-Key", 0);
    }
    if (admin) {
      return new Entry.Denied(
          401, "This needs the administrator's token: Authorization: Bearer …", 0);
    }
    return new Entry.Denied(
        403,
        access == Access.KEY
            ? "This is closed until the operator sets %s (name:key,…) or %s"
                .formatted(API_KEYS, ADMIN_TOKEN)
            : "This is closed until the operator sets %s".formatted(ADMIN_TOKEN),
        0);
  }

  private static String name(Visitor visitor) {
    return switch (visitor) {
      case Visitor.Administrator administrator -> Visitor.Administrator.NAME;
      case Visitor.KeyHolder holder -> holder.name();
      case Visitor.Unknown nobody -> "anonymous";
      case Visitor.Page elsewhere -> "anonymous";
      case Visitor.Impostor wrong -> "anonymous";
      case Visitor.Barred barred -> "anonymous";
    };
  }
}
