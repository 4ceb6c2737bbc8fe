package dev.headgate.embedded;

import com.codahale.metrics.MetricRegistry;
import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.admission.LineBounds;
import dev.headgate.core.admission.SecondaryLimits;
import dev.headgate.core.cache.CachePolicy;
import dev.headgate.core.credential.CredentialPlan;
import dev.headgate.core.credential.Credentials;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.gateway.GatewayPolicy;
import dev.headgate.core.gateway.SleepingWaiter;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.telemetry.Decisions;
import dev.headgate.github.client.GatewayClient;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.github.upstream.UpstreamSettings;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a {@link Headgate} is made of; each part has a default. Not for several threads. */
public final class HeadgateBuilder {
  private final InstantSource clock = InstantSource.system();
  private UpstreamSettings upstream = UpstreamSettings.DEFAULTS;
  private @Nullable Secret token;
  private long cacheMaxBytes = 256L << 20;
  private Duration cacheMaxStale = CachePolicy.DEFAULTS.maxStale();
  private Duration requestTimeout = Duration.ofSeconds(30);
  private SecondaryLimits limits = SecondaryLimits.DOCUMENTED;
  private @Nullable MetricRegistry registry;
  private String prefix = "headgate";
  private @Nullable SharedStores stores;

  HeadgateBuilder() {}

  /**
   * Where the API is: {@code https://api.github.com} unless set, or {@code https://HOST/api/v3} for
   * GitHub Enterprise Server.
   *
   * @throws IllegalArgumentException if it is no such URL
   */
  public HeadgateBuilder apiUrl(String url) {
    upstream = upstream.withApiUrl(URI.create(url));
    return this;
  }

  /**
   * The User-Agent that GitHub sees, in place of the client's; by default Headgate's own. GitHub
   * wants the name of the program or its owner.
   *
   * @throws IllegalArgumentException if it is blank or not printable ASCII
   */
  public HeadgateBuilder userAgent(String text) {
    upstream =
        new UpstreamSettings(
            upstream.apiUrl(),
            text,
            upstream.connectTimeout(),
            upstream.idleTimeout(),
            upstream.idleConnections(),
            upstream.keepAlive());
    return this;
  }

  /** The credential of requests that bring none; by default those are anonymous. */
  public HeadgateBuilder token(String secret) {
    token = Secret.of(secret);
    return this;
  }

  /**
   * About how much memory the cache may take, 256 MiB by default; in a shared store, also there.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public HeadgateBuilder cacheMaxBytes(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "cacheMaxBytes: %d (expected: 1 or more)".formatted(bytes));
    }
    cacheMaxBytes = bytes;
    return this;
  }

  /**
   * How old a copy may be that is served while GitHub cannot or must not be asked; 24 hours by
   * default, zero for none.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public HeadgateBuilder cacheMaxStale(Duration age) {
    if (age.isNegative()) {
      throw new IllegalArgumentException("cacheMaxStale: %s (expected: 0 or more)".formatted(age));
    }
    cacheMaxStale = age;
    return this;
  }

  /**
   * How long an answer's header may take, waiting for quota included; 30 seconds by default.
   *
   * @throws IllegalArgumentException if it is not from 1 ms to a day
   */
  public HeadgateBuilder requestTimeout(Duration time) {
    if (time.toMillis() < 1 || time.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "requestTimeout: %s (expected: from 1 ms to 1 day)".formatted(time));
    }
    requestTimeout = time;
    return this;
  }

  /**
   * Whether github.com's documented limits per minute and between writes are kept beforehand, as
   * they are by default; an Enterprise Server may have none.
   */
  public HeadgateBuilder secondaryLimits(boolean kept) {
    limits = kept ? SecondaryLimits.DOCUMENTED : SecondaryLimits.NONE;
    return this;
  }

  /** The program's own registry of metrics, whose names begin with {@code headgate}. */
  public HeadgateBuilder metrics(MetricRegistry host) {
    return metrics(host, "headgate");
  }

  /** The program's own registry of metrics, whose names begin with that. */
  public HeadgateBuilder metrics(MetricRegistry host, String start) {
    registry = host;
    prefix = start;
    return this;
  }

  /** What is shared with other processes; by default nothing is, and all is kept in memory. */
  public HeadgateBuilder stores(SharedStores shared) {
    stores = shared;
    return this;
  }

  /**
   * A gateway of these parts; nothing is asked of GitHub or waited for.
   *
   * @throws IllegalArgumentException if the registry has metrics of these names already
   */
  public Headgate build() {
    HostMetrics metrics = HostMetrics.of(registry, prefix);
    Chores chores = new Chores(clock);
    SharedStores shared = stores;
    Keep keep =
        shared == null
            ? Keep.own(cacheMaxBytes, limits, clock)
            : Keep.shared(shared, cacheMaxBytes, limits, metrics, clock, chores);
    metrics.readFrom(keep, clock);
    OkHttpUpstream github = new OkHttpUpstream(upstream);
    Waiter waiter = new SleepingWaiter();
    GatewayPolicy policy = policy();
    Gateway gateway =
        new Gateway(
            github,
            keep.cache(),
            new AdmissionControl(keep.gates(), LineBounds.DEFAULTS, chores, clock),
            keep.ledger(),
            keep.breakers(),
            new NoAudit(),
            metrics,
            () -> policy,
            clock,
            waiter,
            () -> ThreadLocalRandom.current().nextDouble(),
            keep.flights(),
            Decisions.UNHEARD,
            BodyMemory.unbounded());
    Credentials credentials = new Credentials(new CredentialPlan(null, Map.of(), null, token));
    Works works =
        new Works(
            gateway,
            new LentRequests(credentials, gateway, clock, waiter),
            keep,
            github,
            chores,
            metrics,
            shared == null ? () -> {} : shared::close,
            clock);
    return new Headgate(works, new GatewayClient(works, upstream.apiUrl(), requestTimeout, clock));
  }

  private GatewayPolicy policy() {
    GatewayPolicy usual = GatewayPolicy.DEFAULTS;
    CachePolicy cache = CachePolicy.DEFAULTS;
    String base = upstream.apiUrl().toString();
    return new GatewayPolicy(
        base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
        new CachePolicy(cache.maxBodyBytes(), cacheMaxStale, cache.freshness()),
        usual.retry(),
        usual.patience());
  }
}
