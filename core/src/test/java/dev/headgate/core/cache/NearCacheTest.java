package dev.headgate.core.cache;

import static dev.headgate.core.cache.ResponseCacheContract.offered;
import static dev.headgate.core.cache.ResponseCacheContract.served;
import static dev.headgate.core.cache.ResponseCacheContract.store;
import static dev.headgate.core.cache.Samples.NOON;
import static dev.headgate.core.cache.Samples.freshKey;
import static dev.headgate.core.cache.Samples.grant;
import static dev.headgate.core.cache.Samples.identity;
import static dev.headgate.core.cache.Samples.representation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NearCacheTest implements ResponseCacheContract {
  private final ModelSharedCache store = new ModelSharedCache();
  private final AtomicLong ticks = new AtomicLong();
  private final LinkToStore link = new LinkToStore(store);
  private final NearCache here = process(link);
  private final NearCache elsewhere = process(store);
  private final ResourceKey key = freshKey();

  NearCacheTest() {
    catchUp();
  }

  private NearCache process(SharedResponseCache shared) {
    StoreGuard guard =
        new StoreGuard(new ClosedCircuit("model"), Telemetry.SILENT, ManualTime.atNoon());
    return new NearCache(shared, new ModelSharedCache(), guard, ticks::get);
  }

  private void catchUp() {
    here.catchUp(NOON);
    elsewhere.catchUp(NOON);
  }

  private void pass(Duration time) {
    ticks.addAndGet(time.toNanos());
  }

  private boolean certain(String token) {
    return here.find(key, identity(token), NOON).certain();
  }

  @Override
  public ResponseCache responseCache() {
    return here;
  }

  @Test
  void findsACopyWithoutACallToTheStore() {
    store(elsewhere, key, "a", "[1]", NOON);
    assertThat(served(here, key, "a", NOON)).isEqualTo("[1]");
    int calls = store.calls();
    for (int i = 0; i < 100; i++) {
      assertThat(served(here, key, "a", NOON)).isEqualTo("[1]");
      assertThat(here.peek(key, identity("a"), NOON).certain()).isTrue();
    }
    assertThat(store.calls()).isEqualTo(calls);
  }

  @Test
  void neverShowsACopyToAnother() {
    store(here, key, "a", "[1]", NOON);
    assertThat(served(here, key, "b", NOON)).isNull();
    assertThat(offered(here, key, "b", NOON)).containsExactly("[1]");
    assertThat(here.peek(key, identity("b"), NOON).grant()).isNull();
    assertThat(here.peek(key, identity("b"), NOON).certain()).isFalse();
  }

  @Test
  void dropsWhatAnotherProcessInvalidatedOnceThatIsRead() {
    store(here, key, "a", "[1]", NOON);
    elsewhere.invalidate(ResourceSelection.beneath("/repos/o"));
    catchUp();
    assertThat(here.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
  }

  @Test
  void asksTheStoreWhenNothingWasReadOfTheChangesForASecond() {
    store(here, key, "a", "[1]", NOON);
    elsewhere.invalidate(ResourceSelection.exactly(key.path()));
    pass(NearCache.TRUST.minusNanos(1));
    assertThat(served(here, key, "a", NOON)).isEqualTo("[1]");
    pass(Duration.ofNanos(1));
    assertThat(here.peek(key, identity("a"), NOON).certain()).isFalse();
    assertThat(served(here, key, "a", NOON)).isNull();
  }

  @Test
  void showsNothingAsCertainWhileTheStoreIsAway() {
    store(here, key, "a", "[1]", NOON);
    link.away();
    elsewhere.invalidate(ResourceSelection.exactly(key.path()));
    pass(NearCache.TRUST);
    here.catchUp(NOON);
    CacheEntry entry = here.find(key, identity("a"), NOON);
    assertThat(entry.certain()).isFalse();
    assertThat(entry.grant()).isNotNull();
    assertThat(here.find(key, identity("b"), NOON).grant()).isNull();
    link.back();
    here.catchUp(NOON);
    assertThat(served(here, key, "a", NOON)).isNull();
    assertThat(certain("a")).isTrue();
  }

  @Test
  void forgetsAGrantThatAnotherProcessTookAway() {
    store(here, key, "a", "[1]", NOON);
    store(here, key, "b", "[1]", NOON);
    assertThat(served(here, key, "a", NOON)).isEqualTo("[1]");
    elsewhere.revoke(key, identity("a"));
    catchUp();
    assertThat(served(here, key, "a", NOON)).isNull();
    assertThat(served(here, key, "b", NOON)).isEqualTo("[1]");
  }

  @Test
  void findsWhatAnotherProcessLearntInstead() {
    store(here, key, "a", "[1]", NOON);
    store(elsewhere, key, "b", "[2]", NOON.plusSeconds(1));
    catchUp();
    assertThat(offered(here, key, "a", NOON.plusSeconds(1))).containsExactly("[2]");
    store(elsewhere, key, "a", "[2]", NOON.plusSeconds(2));
    catchUp();
    assertThat(served(here, key, "a", NOON.plusSeconds(2))).isEqualTo("[2]");
  }

  @Test
  void keepsNoCopyOfWhatWasInvalidatedWhileItWasLookedUp() {
    store(elsewhere, key, "a", "[1]", NOON);
    link.afterFind(() -> {
      elsewhere.invalidate(ResourceSelection.exactly(key.path()));
      here.catchUp(NOON);
    });
    assertThat(served(here, key, "a", NOON)).isEqualTo("[1]");
    assertThat(served(here, key, "a", NOON)).isNull();
  }

  @Test
  void keepsNothingThatWasAskedBeforeAnInvalidationElsewhere() {
    long asOf = here.find(key, identity("a"), NOON).asOf();
    elsewhere.invalidate(ResourceSelection.exactly(key.path()));
    catchUp();
    Representation late = representation("a", "[old]", NOON);
    here.store(key, late, grant("a", late, NOON), asOf, NOON);
    assertThat(served(here, key, "a", NOON)).isNull();
    assertThat(served(elsewhere, key, "a", NOON)).isNull();
  }

  @Test
  void worksWithItsCopiesWhileTheStoreIsAwayAndTellsItAfterwards() {
    ResourceKey changed = freshKey();
    ResourceKey gone = freshKey();
    ResourceKey lost = freshKey();
    store(here, changed, "a", "[1]", NOON);
    store(here, gone, "a", "[1]", NOON);
    store(here, lost, "a", "[1]", NOON);
    link.away();
    store(here, changed, "a", "[2]", NOON.plusSeconds(1));
    assertThat(here.invalidate(ResourceSelection.exactly(gone.path()))).isEqualTo(1);
    here.revoke(lost, identity("a"));
    assertThat(served(here, changed, "a", NOON)).isEqualTo("[2]");
    assertThat(served(here, gone, "a", NOON)).isNull();
    assertThat(served(here, lost, "a", NOON)).isNull();
    assertThat(served(elsewhere, gone, "a", NOON)).isEqualTo("[1]");
    link.back();
    assertThat(here.find(changed, identity("a"), NOON).certain()).isFalse();
    assertThat(here.find(gone, identity("a"), NOON)).matches(entry -> entry.grant() == null);
    catchUp();
    for (ResourceKey corrected : new ResourceKey[] {changed, gone, lost}) {
      assertThat(served(elsewhere, corrected, "a", NOON)).isNull();
    }
    assertThat(here.find(gone, identity("a"), NOON).certain()).isTrue();
  }

  @Test
  void doubtsItsCopiesWhenTheStoreHasLostItsMemory() {
    Representation known = store(here, key, "a", "[1]", NOON.minusSeconds(1));
    store.crash();
    elsewhere.invalidate(ResourceSelection.exactly("/elsewhere"));
    catchUp();
    CacheEntry doubted = here.find(key, identity("a"), NOON);
    assertThat(doubted.grant()).isNull();
    assertThat(doubted.others()).hasSize(1);
    Instant later = NOON.plusSeconds(1);
    here.store(key, known, grant("a", known, later), doubted.asOf(), later);
    assertThat(served(here, key, "a", later)).isEqualTo("[1]");
    assertThat(served(elsewhere, key, "a", later)).isEqualTo("[1]");
  }

  @Test
  void passesRenewalsOnNowAndThen() {
    Representation known = store(here, key, "a", "[1]", NOON);
    int calls = store.calls();
    for (int second = 1; second <= 60; second++) {
      here.grant(key, grant("a", known, NOON.plusSeconds(second)), NOON.plusSeconds(second));
    }
    assertThat(store.calls()).isEqualTo(calls + 6);
    Grant renewed = here.find(key, identity("a"), NOON.plusSeconds(60)).grant();
    assertThat(renewed).extracting(Grant::validatedAt).isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void aNewProcessFindsWhatWasStored() {
    store(here, key, "a", "[1]", NOON);
    NearCache next = process(store);
    assertThat(served(next, key, "a", NOON)).isEqualTo("[1]");
    next.catchUp(NOON);
    assertThat(served(next, key, "a", NOON)).isEqualTo("[1]");
  }

  @Test
  void saysHowFullItIsWithoutTheStoreToo() {
    store(here, key, "a", "[1]", NOON);
    link.away();
    assertThat(here.usage().resources()).isEqualTo(1);
  }

  @Test
  void forgetsAllOfTheStoreRatherThanOneCorrection() {
    Corrections corrections = new Corrections();
    for (int i = 0; i <= Corrections.MOST; i++) {
      corrections.add(new Corrections.Correction.Invalidate(ResourceSelection.exactly("/r/" + i)));
    }
    assertThat(corrections.first())
        .isEqualTo(new Corrections.Correction.Invalidate(ResourceSelection.everything()));
    assertThat(corrections.none()).isFalse();
  }

  /** One process's way to the store, which can break while others still reach it. */
  private static final class LinkToStore implements SharedResponseCache {
    private final ModelSharedCache store;
    private final AtomicReference<Runnable> afterFind = new AtomicReference<>(() -> {});
    private boolean broken;

    LinkToStore(ModelSharedCache store) {
      this.store = store;
    }

    void away() {
      broken = true;
    }

    void back() {
      broken = false;
    }

    void afterFind(Runnable once) {
      afterFind.set(once);
    }

    private ModelSharedCache reached() {
      if (broken) {
        ModelSharedCache nowhere = new ModelSharedCache();
        nowhere.away();
        return nowhere;
      }
      return store;
    }

    @Override
    public CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
      CacheEntry found = reached().find(key, identity, now);
      afterFind.getAndSet(() -> {}).run();
      return found;
    }

    @Override
    public void store(
        ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
      reached().store(key, representation, grant, asOf, now);
    }

    @Override
    public void grant(ResourceKey key, Grant grant, Instant now) {
      reached().grant(key, grant, now);
    }

    @Override
    public void revoke(ResourceKey key, Fingerprint identity) {
      reached().revoke(key, identity);
    }

    @Override
    public int invalidate(ResourceSelection selection) {
      return reached().invalidate(selection);
    }

    @Override
    public CacheChanges changes(long number) {
      return reached().changes(number);
    }

    @Override
    public CacheUsage usage() {
      return reached().usage();
    }
  }
}
