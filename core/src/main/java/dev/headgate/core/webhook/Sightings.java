package dev.headgate.core.webhook;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.EventWatch;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which events were seen to arrive, from which repositories, since when: the ground for believing
 * that the next one will. A copy is watched only if it was confirmed after the first sighting of
 * every event that its path needs, and each of these events, or one that proves as much, was seen
 * again within the trust.
 *
 * <p>Sightings are kept in the cache that they speak of, so they reach the processes that share it,
 * end with it, and are in doubt when it is: whatever is lost makes copies be asked for again, never
 * the other way round. For each scope and event there are two grants of one small representation:
 * the one tells since when it has been seen, the other when it was seen last.
 *
 * <p>Thread-safe. {@link #watched} never blocks; {@link #seen} costs up to four round trips to the
 * cache's store for each event.
 */
public final class Sightings implements EventWatch {
  /** Below this path lie the sightings; GitHub has no such path, and no request reaches it. */
  static final String ROOT = "/.headgate/webhooks/";

  private static final int MOST_WANTED = 1_000;
  private static final Fingerprint SINCE = Fingerprint.of("webhook", "since");
  private static final Fingerprint LAST = Fingerprint.of("webhook", "last");
  private static final Fingerprint ASKED = Grant.asked(Headers.NONE);

  private final ResponseCache cache;
  private final Duration trust;
  private final Set<ResourceKey> wanted = ConcurrentHashMap.newKeySet();

  /**
   * Sightings in that cache.
   *
   * @param trust how long one counts
   */
  public Sightings(ResponseCache cache, Duration trust) {
    this.cache = requireNonNull(cache, "cache");
    if (trust.isNegative() || trust.isZero()) {
      throw new IllegalArgumentException("trust: %s (expected: above zero)".formatted(trust));
    }
    this.trust = trust;
  }

  /**
   * A verified delivery came.
   *
   * @param alsoSubscribed further events that whoever sent it is known to send from there
   */
  public void seen(WebhookEvent event, Set<String> alsoSubscribed, Instant now) {
    List<String> events = new ArrayList<>(alsoSubscribed);
    if (event.name().equals("ping")) {
      events.addAll(event.texts("hook", "events"));
    } else {
      events.add(event.name());
    }
    if (events.contains("*")) {
      events.addAll(InvalidationMap.events());
    }
    for (String scope : scopes(event)) {
      events.stream()
          .filter(InvalidationMap.events()::contains)
          .distinct()
          .forEach(name -> saw(key(scope, name), now));
    }
  }

  /** A delivery from there was, or may have been, missed: all that was seen counts no more. */
  public void missed(WebhookEvent event) {
    for (String scope : scopes(event)) {
      cache.invalidate(ResourceSelection.beneath(ROOT + scope));
    }
  }

  /** Deliveries were missed, nobody knows from where. */
  public void missedAnywhere() {
    cache.invalidate(ResourceSelection.beneath(ROOT));
  }

  @Override
  public boolean possible(String path) {
    return WatchedPaths.of(path).isPresent();
  }

  @Override
  public boolean watched(String path, Instant validatedAt, Instant now) {
    Optional<WatchedPaths.Watched> watched = WatchedPaths.of(path);
    if (watched.isEmpty()) {
      return false;
    }
    String scope = watched.get().scope();
    int slash = scope.lastIndexOf('/');
    for (String event : watched.get().events()) {
      boolean counts =
          counts(key(scope, event), validatedAt, now)
              || (scope.startsWith("repos/")
                  && counts(key("orgs" + scope.substring(5, slash), event), validatedAt, now));
      if (!counts) {
        return false;
      }
    }
    return true;
  }

  /**
   * Looks up in the store what {@link #watched} wanted to know and this process did not; to be
   * called every second or so by a thread that may have to wait.
   */
  public void lookUp(Instant now) {
    for (ResourceKey key : List.copyOf(wanted)) {
      wanted.remove(key);
      cache.find(key, SINCE, now);
      cache.find(key, LAST, now);
    }
  }

  private boolean counts(ResourceKey key, Instant validatedAt, Instant now) {
    CacheEntry since = cache.peek(key, SINCE, now);
    CacheEntry last = cache.peek(key, LAST, now);
    Grant first = since.grant();
    Grant latest = last.grant();
    if (first == null || latest == null || !since.certain() || !last.certain()) {
      if (wanted.size() < MOST_WANTED) {
        wanted.add(key);
      }
      return false;
    }
    return validatedAt.isAfter(first.validatedAt()) && latest.age(now).compareTo(trust) < 0;
  }

  private void saw(ResourceKey key, Instant now) {
    CacheEntry entry = cache.find(key, LAST, now);
    Grant last = entry.grant();
    boolean known =
        last != null
            && last.age(now).compareTo(trust) < 0
            && cache.find(key, SINCE, now).grant() != null;
    Representation mark = mark(now);
    if (known) {
      cache.grant(key, grant(LAST, mark, now), now);
    } else {
      cache.store(key, mark, grant(SINCE, mark, now), entry.asOf(), now);
      cache.grant(key, grant(LAST, mark, now), now);
    }
  }

  private static Representation mark(Instant now) {
    return Representation.received(
        200, Headers.NONE, new Body("seen".getBytes(StandardCharsets.US_ASCII)), Headers.NONE, now);
  }

  private static Grant grant(Fingerprint which, Representation mark, Instant now) {
    return new Grant(which, mark.id(), now, Headers.NONE, null, ASKED);
  }

  private static ResourceKey key(String scope, String event) {
    return new ResourceKey(ROOT + scope + "/" + event, "", "");
  }

  /** The repository by name and number; of an event without one, the organisation. */
  private static List<String> scopes(WebhookEvent event) {
    List<String> scopes = new ArrayList<>();
    event
        .text("repository", "full_name")
        .filter(name -> name.matches("[\\w.-]{1,100}/[\\w.-]{1,100}"))
        .ifPresent(name -> scopes.add("repos/" + name.toLowerCase(Locale.ROOT)));
    event.number("repository", "id").ifPresent(id -> scopes.add("repositories/" + id));
    boolean organization = scopes.isEmpty() && event.name().equals("ping");
    event
        .text("organization", "login")
        .filter(name -> organization && name.matches("[\\w-]{1,100}"))
        .ifPresent(name -> scopes.add("orgs/" + name.toLowerCase(Locale.ROOT)));
    return scopes;
  }
}
