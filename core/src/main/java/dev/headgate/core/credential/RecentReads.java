package dev.headgate.core.credential;

import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was read lately under the gateway's own credentials, to be read again when it has changed.
 * Each read is taken at most once: what nobody asks for any more is not read again for ever.
 *
 * <p>It remembers a bounded number; while that many are recent, others are not noted. Thread-safe;
 * noting takes no lock that is held for long, taking looks at everything.
 */
public final class RecentReads {
  private final int most;
  private final Duration lasting;
  private final Map<ResourceKey, Noted> reads = new ConcurrentHashMap<>();
  private volatile Instant swept = Instant.MIN;

  /**
   * Up to {@code most} of them.
   *
   * @param lasting for how long a read is recent
   */
  public RecentReads(int most, Duration lasting) {
    if (most < 1 || lasting.isNegative() || lasting.isZero()) {
      throw new IllegalArgumentException(
          "most: %d, lasting: %s (expected: both above zero)".formatted(most, lasting));
    }
    this.most = most;
    this.lasting = lasting;
  }

  /** Notes a GET of a whole resource; anything else is passed over. */
  public void note(ApiRequest request, Instant now) {
    if (!request.get() || request.headers().value("Range") != null) {
      return;
    }
    ResourceKey key = ResourceKey.of(request.target(), request.headers());
    if (reads.size() < most || reads.containsKey(key) || swept(now)) {
      reads.put(key, new Noted(new Read(request.target(), fields(request.headers())), now));
    }
  }

  /** Takes out what is selected and recent. */
  public List<Read> take(ResourceSelection selection, Instant now) {
    List<Read> taken = new ArrayList<>();
    reads.forEach((key, noted) -> {
      if (selection.contains(key) && reads.remove(key, noted) && recent(noted, now)) {
        taken.add(noted.read());
      }
    });
    return taken;
  }

  /** Forgets what is old, at most once a second; whether there is room then. */
  private boolean swept(Instant now) {
    if (swept.plusSeconds(1).isAfter(now)) {
      return false;
    }
    swept = now;
    reads.values().removeIf(noted -> !recent(noted, now));
    return reads.size() < most;
  }

  private boolean recent(Noted noted, Instant now) {
    return noted.at().plus(lasting).isAfter(now);
  }

  /** What selects the representation, and nothing that speaks of the caller or of his copy. */
  private static Headers fields(Headers request) {
    return request.without(
        name -> !name.equalsIgnoreCase("Accept") && !name.equalsIgnoreCase("X-GitHub-Api-Version"));
  }

  /**
   * One of them.
   *
   * @param target what was read
   * @param fields the request's fields that select the representation
   */
  public record Read(Target target, Headers fields) {}

  private record Noted(Read read, Instant at) {}
}
