package dev.headgate.core.cache;

import static dev.headgate.core.cache.ResponseCacheContract.at;
import static dev.headgate.core.cache.ResponseCacheContract.offered;
import static dev.headgate.core.cache.ResponseCacheContract.served;
import static dev.headgate.core.cache.ResponseCacheContract.store;
import static dev.headgate.core.cache.Samples.NOON;
import static dev.headgate.core.cache.Samples.freshKey;
import static dev.headgate.core.cache.Samples.grant;
import static dev.headgate.core.cache.Samples.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.cache.CacheChanges.Change;
import dev.headgate.core.cache.CacheChanges.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link SharedResponseCache} does beside {@link ResponseCacheContract}. */
public interface SharedResponseCacheContract {

  /** The cache under test, which takes its callers' time; another object each time. */
  SharedResponseCache sharedResponseCache();

  /** What changed since, of these paths. */
  private static List<Change> changes(SharedResponseCache cache, long since, String path) {
    CacheChanges changes = cache.changes(since);
    assertThat(changes.continuous()).isTrue();
    return changes.changes().stream()
        .filter(change -> change.selection().containsPath(path))
        .toList();
  }

  @Test
  default void survivesTheProcessThatFilledIt() {
    ResourceKey key = freshKey();
    store(sharedResponseCache(), key, "a", "[1]", NOON);
    SharedResponseCache later = sharedResponseCache();
    assertThat(served(later, key, "a", at(1))).isEqualTo("[1]");
    assertThat(offered(later, key, "b", at(1))).containsExactly("[1]");
  }

  @Test
  default void doesNotKnowWhatChangedForOneWhoComesNew() {
    SharedResponseCache cache = sharedResponseCache();
    CacheChanges first = cache.changes(0);
    assertThat(first.continuous()).isFalse();
    assertThat(first.changes()).isEmpty();
    CacheChanges next = cache.changes(first.number());
    assertThat(next.continuous()).isTrue();
    assertThat(next.changes()).isEmpty();
    assertThat(next.number()).isEqualTo(first.number());
  }

  @Test
  default void doesNotPretendToContinueWhatItNeverSaid() {
    SharedResponseCache cache = sharedResponseCache();
    long number = cache.changes(0).number();
    assertThat(cache.changes(number + 1_000_000_000).continuous()).isFalse();
    assertThat(cache.changes(1).continuous()).isFalse();
  }

  @Test
  default void tellsTheOthersWhatOneInvalidated() {
    SharedResponseCache cache = sharedResponseCache();
    ResourceKey key = freshKey();
    long since = sharedResponseCache().changes(0).number();
    List<ResourceSelection> selections =
        List.of(
            ResourceSelection.exactly(key.path()),
            ResourceSelection.beneath(key.path()),
            ResourceSelection.everything());
    selections.forEach(cache::invalidate);
    List<Change> seen = changes(sharedResponseCache(), since, key.path());
    assertThat(seen).extracting(Change::kind).containsOnly(Kind.INVALIDATED);
    assertThat(seen).extracting(Change::selection).containsExactlyElementsOf(selections);
    assertThat(seen).extracting(Change::number).isSorted();
    assertThat(seen.get(0).number()).isGreaterThan(since);
    assertThat(changes(cache, seen.get(0).number(), key.path())).hasSize(2);
    assertThat(cache.find(key, identity("a"), NOON).asOf())
        .isGreaterThanOrEqualTo(seen.get(2).number());
  }

  @Test
  default void tellsWhatReplacedARepresentationAndNotWhatOnlyRenewedIt() {
    SharedResponseCache cache = sharedResponseCache();
    ResourceKey key = freshKey();
    long since = cache.changes(0).number();
    Representation known = store(cache, key, "a", "[1]", NOON);
    store(cache, key, "b", "[1]", at(1));
    cache.grant(key, grant("a", known, at(2)), at(2));
    cache.grant(key, grant("c", known, at(2)), at(2));
    assertThat(changes(cache, since, key.path())).isEmpty();
    store(cache, key, "d", "[2]", at(3));
    assertThat(changes(cache, since, key.path())).hasSize(1);
    store(cache, key, "a", "[2]", at(4));
    List<Change> seen = changes(cache, since, key.path());
    assertThat(seen).hasSize(2).extracting(Change::kind).containsOnly(Kind.REPLACED);
  }

  @Test
  default void tellsThatAGrantWasTakenAway() {
    SharedResponseCache cache = sharedResponseCache();
    ResourceKey key = freshKey();
    long since = cache.changes(0).number();
    store(cache, key, "a", "[1]", NOON);
    store(cache, key, "b", "[1]", NOON);
    cache.revoke(key, identity("stranger"));
    assertThat(changes(cache, since, key.path())).isEmpty();
    cache.revoke(key, identity("a"));
    List<Change> seen = changes(sharedResponseCache(), since, key.path());
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0).kind()).isEqualTo(Kind.REVOKED);
    assertThat(seen.get(0).selection().contains(key)).isTrue();
  }

  @Test
  default void losesNoChangeToAReaderThatFollowsWhileManyWrite() {
    SharedResponseCache cache = sharedResponseCache();
    String parent = freshKey().path();
    long since = cache.changes(0).number();
    List<Integer> told =
        Race.of(
            5,
            number -> {
              if (number > 0) {
                for (int i = 0; i < 50; i++) {
                  cache.invalidate(ResourceSelection.exactly(parent + "/" + number + "/" + i));
                }
                return 50;
              }
              return follow(cache, since, parent, 200);
            });
    assertThat(told).containsExactly(200, 50, 50, 50, 50);
  }

  /** How many changes beneath the path a reader sees that goes on from number to number. */
  private static int follow(SharedResponseCache cache, long since, String parent, int expected) {
    long number = since;
    int told = 0;
    for (int turn = 0; turn < 20_000 && told < expected; turn++) {
      CacheChanges changes = cache.changes(number);
      assertThat(changes.continuous()).isTrue();
      number = changes.number();
      told +=
          (int)
              changes.changes().stream()
                  .filter(change ->
                      change.selection() instanceof ResourceSelection.Exactly exactly
                          && exactly.path().startsWith(parent))
                  .count();
    }
    return told;
  }
}
