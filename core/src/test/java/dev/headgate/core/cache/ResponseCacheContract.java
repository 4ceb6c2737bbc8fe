package dev.headgate.core.cache;

import static dev.headgate.core.cache.Samples.NOON;
import static dev.headgate.core.cache.Samples.freshKey;
import static dev.headgate.core.cache.Samples.grant;
import static dev.headgate.core.cache.Samples.identity;
import static dev.headgate.core.cache.Samples.representation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.Race;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link ResponseCache} does; of its bounds only that it says how full it is. */
public interface ResponseCacheContract {

  /** The cache under test, with room for everything here and an hour to live at least. */
  ResponseCache responseCache();

  /** Keeps what GitHub answered to that token. */
  static Representation store(
      ResponseCache cache, ResourceKey key, String token, String body, Instant now) {
    Representation received = representation(token, body, now);
    cache.store(key, received, grant(token, received, now), asOf(cache, key), now);
    return received;
  }

  /** As of which invalidation the resource is known. */
  static long asOf(ResponseCache cache, ResourceKey key) {
    return cache.find(key, identity("nobody"), NOON).asOf();
  }

  /** The body that may be served to that token; null where none. */
  static @Nullable String served(ResponseCache cache, ResourceKey key, String token, Instant now) {
    Representation granted = cache.find(key, identity(token), now).granted();
    return granted == null ? null : Samples.text(granted);
  }

  /** The bodies of others that are offered to that token. */
  static List<String> offered(ResponseCache cache, ResourceKey key, String token, Instant now) {
    return cache.find(key, identity(token), now).others().stream().map(Samples::text).toList();
  }

  static Instant at(long seconds) {
    return NOON.plusSeconds(seconds);
  }

  @Test
  default void knowsNothingAtFirst() {
    assertThat(responseCache().find(freshKey(), identity("a"), NOON)).matches(CacheEntry::unknown);
  }

  @Test
  default void givesBackWhatWasStoredAndTheGrantThatCameWithIt() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    Representation received = store(cache, key, "a", "[1]", NOON);
    CacheEntry entry = cache.find(key, identity("a"), at(1));
    Representation granted = Objects.requireNonNull(entry.granted());
    assertThat(granted).usingRecursiveComparison().ignoringFields("body").isEqualTo(received);
    assertThat(granted.body().bytes()).isEqualTo(received.body().bytes());
    assertThat(entry.grant()).isEqualTo(grant("a", received, NOON));
    assertThat(entry.others()).isEmpty();
  }

  @Test
  default void keepsEveryFieldOfAnAnswerWithoutTagOrVary() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    Headers response =
        Headers.of("Link", "</a>; rel=\"next\"", "Link", "</z>; rel=\"last\"", "X-Own", "ä");
    Body body = new Body(new byte[] {0, (byte) 0xff, 10, 13, (byte) 0x80});
    Representation received = Representation.received(404, response, body, Headers.NONE, NOON);
    Grant grant =
        Grant.received(identity("a"), received, response, Grant.asked(Headers.NONE), NOON);
    cache.store(key, received, grant, asOf(cache, key), NOON);
    CacheEntry entry = cache.find(key, identity("a"), NOON);
    Representation granted = Objects.requireNonNull(entry.granted());
    assertThat(granted.status()).isEqualTo(404);
    assertThat(granted.tag()).isNull();
    assertThat(granted.vary()).isNull();
    assertThat(granted.computed()).isFalse();
    assertThat(granted.shared().all("link")).hasSize(2);
    assertThat(granted.body().bytes()).isEqualTo(body.bytes());
    assertThat(entry.grant()).isEqualTo(grant);
  }

  @Test
  default void seesAtAGlanceWhatItFindsOrSaysThatItIsUncertain() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    CacheEntry seen = cache.peek(key, identity("a"), at(1));
    assertThat(!seen.certain() || seen.grant() != null).isTrue();
    assertThat(cache.peek(key, identity("b"), at(1)).grant()).isNull();
  }

  @Test
  default void showsAnotherNothingToServeButOffersItAsAGuess() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    CacheEntry entry = cache.find(key, identity("b"), NOON);
    assertThat(entry.grant()).isNull();
    assertThat(entry.granted()).isNull();
    assertThat(offered(cache, key, "b", NOON)).containsExactly("[1]");
  }

  @Test
  default void replacesTheGrantOfTheSameIdentityAndForgetsWhatNobodyHolds() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    store(cache, key, "a", "[2]", at(1));
    assertThat(served(cache, key, "a", at(1))).isEqualTo("[2]");
    assertThat(offered(cache, key, "a", at(1))).isEmpty();
    assertThat(offered(cache, key, "b", at(1))).containsExactly("[2]");
  }

  @Test
  default void keepsTheGrantsOfOthersToOtherRepresentations() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    store(cache, key, "b", "[2]", at(1));
    assertThat(served(cache, key, "a", at(1))).isEqualTo("[1]");
    assertThat(served(cache, key, "b", at(1))).isEqualTo("[2]");
    assertThat(offered(cache, key, "a", at(1))).containsExactly("[2]");
    assertThat(offered(cache, key, "c", at(1))).containsExactly("[2]", "[1]");
  }

  @Test
  default void keepsForEachHisOwnFieldsWhereTheBytesAreTheSame() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    Representation first = representation("a", "[1]", NOON);
    Representation linked = first.withShared(first.shared().with("Link", "</2>; rel=\"next\""));
    cache.store(key, linked, grant("a", linked, NOON), asOf(cache, key), NOON);
    store(cache, key, "b", "[1]", at(1));
    CacheEntry a = cache.find(key, identity("a"), at(1));
    CacheEntry b = cache.find(key, identity("b"), at(1));
    assertThat(Objects.requireNonNull(a.granted()).shared().contains("Link")).isTrue();
    assertThat(Objects.requireNonNull(b.granted()).shared().contains("Link")).isFalse();
    assertThat(a.others()).isEmpty();
    assertThat(b.others()).isEmpty();
  }

  @Test
  default void offersTheNewestFourOfOthersNewestFirst() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    for (int i = 1; i <= 7; i++) {
      store(cache, key, "t" + i, "[" + i + "]", at(i));
    }
    assertThat(offered(cache, key, "stranger", at(9))).containsExactly("[7]", "[6]", "[5]", "[4]");
    assertThat(offered(cache, key, "t6", at(9))).startsWith("[7]").doesNotContain("[6]");
    assertThat(offered(cache, key, "t3", at(9))).startsWith("[7]", "[6]", "[5]", "[4]");
    assertThat(served(cache, key, "t1", at(9))).isEqualTo("[1]");
  }

  @Test
  default void grantsARepresentationThatIsHere() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    Representation known = store(cache, key, "a", "[1]", NOON);
    Grant grant = grant("b", known, at(5));
    cache.grant(key, grant, at(5));
    assertThat(cache.find(key, identity("b"), at(5)).grant()).isEqualTo(grant);
    assertThat(served(cache, key, "b", at(5))).isEqualTo("[1]");
    assertThat(served(cache, key, "a", at(5))).isEqualTo("[1]");
  }

  @Test
  default void keepsARepresentationWhileAnyoneHoldsAGrantToIt() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    Representation known = store(cache, key, "a", "[1]", NOON);
    cache.grant(key, grant("b", known, at(1)), at(1));
    store(cache, key, "a", "[2]", at(2));
    assertThat(served(cache, key, "b", at(2))).isEqualTo("[1]");
    store(cache, key, "b", "[2]", at(3));
    assertThat(offered(cache, key, "stranger", at(3))).containsExactly("[2]");
  }

  @Test
  default void renewsAGrant() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    Representation known = store(cache, key, "a", "[1]", NOON);
    Grant renewed = grant("a", known, at(60)).withTag("another");
    cache.grant(key, renewed, at(60));
    assertThat(cache.find(key, identity("a"), at(60)).grant()).isEqualTo(renewed);
  }

  @Test
  default void movesAGrantToAnotherRepresentationThatIsHere() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    Representation newer = store(cache, key, "b", "[2]", at(1));
    cache.grant(key, grant("a", newer, at(2)), at(2));
    assertThat(served(cache, key, "a", at(2))).isEqualTo("[2]");
    assertThat(offered(cache, key, "stranger", at(2))).containsExactly("[2]");
  }

  @Test
  default void grantsNothingThatWasForgottenMeanwhile() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    Representation old = store(cache, key, "a", "[1]", NOON);
    store(cache, key, "a", "[2]", at(1));
    cache.grant(key, grant("b", old, at(2)), at(2));
    assertThat(served(cache, key, "b", at(2))).isNull();
    cache.grant(key, grant("a", old, at(2)), at(2));
    assertThat(served(cache, key, "a", at(2))).isEqualTo("[2]");
    ResourceKey never = freshKey();
    cache.grant(never, grant("a", old, at(2)), at(2));
    assertThat(cache.find(never, identity("a"), at(2))).matches(CacheEntry::unknown);
  }

  @Test
  default void revokesOneIdentitysGrantOnly() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    Representation known = store(cache, key, "a", "[1]", NOON);
    cache.grant(key, grant("b", known, NOON), NOON);
    cache.revoke(key, identity("a"));
    assertThat(served(cache, key, "a", NOON)).isNull();
    assertThat(served(cache, key, "b", NOON)).isEqualTo("[1]");
  }

  @Test
  default void forgetsTheResourceWithItsLastGrant() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    store(cache, key, "a", "[1]", NOON);
    cache.revoke(key, identity("stranger"));
    assertThat(served(cache, key, "a", NOON)).isEqualTo("[1]");
    cache.revoke(key, identity("a"));
    assertThat(cache.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
    assertThat(cache.find(key, identity("b"), NOON)).matches(CacheEntry::unknown);
  }

  @Test
  default void tellsRepresentationsAndVersionsOfOneTargetApart() {
    ResponseCache cache = responseCache();
    ResourceKey json = freshKey();
    ResourceKey raw = new ResourceKey(json.target(), "application/vnd.github.raw", "");
    ResourceKey dated = new ResourceKey(json.target(), "json", "2022-11-28");
    store(cache, json, "a", "{}", NOON);
    store(cache, raw, "a", "raw", NOON);
    assertThat(served(cache, json, "a", NOON)).isEqualTo("{}");
    assertThat(served(cache, raw, "a", NOON)).isEqualTo("raw");
    assertThat(cache.find(dated, identity("a"), NOON)).matches(CacheEntry::unknown);
  }

  @Test
  default void invalidatesAPathInAllItsFormsForEverybodyAndNoOther() {
    ResponseCache cache = responseCache();
    ResourceKey gone = freshKey();
    ResourceKey raw = new ResourceKey(gone.target(), "raw", "");
    ResourceKey paged = new ResourceKey(gone.path() + "?page=2", "json", "2022-11-28");
    ResourceKey beneath = new ResourceKey(gone.path() + "/1", "json", "");
    ResourceKey kept = freshKey();
    for (ResourceKey key : List.of(gone, raw, paged, beneath, kept)) {
      store(cache, key, "a", "[1]", NOON);
      store(cache, key, "b", "[2]", NOON);
    }
    assertThat(cache.invalidate(ResourceSelection.exactly(gone.path()))).isEqualTo(3);
    for (ResourceKey key : List.of(gone, raw, paged)) {
      assertThat(cache.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
      assertThat(cache.find(key, identity("b"), NOON)).matches(CacheEntry::unknown);
    }
    assertThat(served(cache, beneath, "a", NOON)).isEqualTo("[1]");
    assertThat(served(cache, kept, "b", NOON)).isEqualTo("[2]");
    assertThat(cache.invalidate(ResourceSelection.exactly(gone.path()))).isZero();
  }

  @Test
  default void invalidatesWhatLiesBeneathAPathWhateverItsCase() {
    ResponseCache cache = responseCache();
    String repo = freshKey().path().replace("/issues", "");
    List<String> gone = List.of("", "/issues?page=2", "/issues/1/comments", "/ISSUES", "/\u00e9");
    List<String> kept = List.of("x", "-x/issues", ".x", "0/issues", "%2Fissues", "~");
    for (String suffix : gone) {
      store(cache, new ResourceKey(repo + suffix, "json", ""), "a", "[1]", NOON);
    }
    for (String suffix : kept) {
      store(cache, new ResourceKey(repo + suffix, "json", ""), "a", "[1]", NOON);
    }
    assertThat(cache.invalidate(ResourceSelection.beneath(repo.toUpperCase(Locale.ROOT))))
        .isEqualTo(gone.size());
    for (String suffix : gone) {
      assertThat(served(cache, new ResourceKey(repo + suffix, "json", ""), "a", NOON)).isNull();
    }
    for (String suffix : kept) {
      assertThat(served(cache, new ResourceKey(repo + suffix, "json", ""), "a", NOON))
          .isEqualTo("[1]");
    }
  }

  @Test
  default void invalidatesEverythingAndGoesOnFromThere() {
    ResponseCache cache = responseCache();
    ResourceKey one = freshKey();
    ResourceKey other = freshKey();
    store(cache, one, "a", "[1]", NOON);
    store(cache, other, "a", "[1]", NOON);
    assertThat(cache.invalidate(ResourceSelection.everything())).isGreaterThanOrEqualTo(2);
    assertThat(cache.find(one, identity("a"), NOON)).matches(CacheEntry::unknown);
    assertThat(cache.usage().resources()).isZero();
    store(cache, other, "b", "[2]", NOON);
    assertThat(served(cache, other, "b", NOON)).isEqualTo("[2]");
    assertThat(offered(cache, other, "c", NOON)).containsExactly("[2]");
    assertThat(cache.usage().resources()).isEqualTo(1);
  }

  @Test
  default void keepsNothingThatWasAskedBeforeAnInvalidation() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    ResourceKey unrelated = freshKey();
    long asOf = asOf(cache, key);
    long unrelatedAsOf = asOf(cache, unrelated);
    cache.invalidate(ResourceSelection.beneath(key.path()));
    Representation late = representation("a", "[old]", NOON);
    cache.store(key, late, grant("a", late, NOON), asOf, NOON);
    assertThat(cache.find(key, identity("a"), NOON)).matches(CacheEntry::unknown);
    cache.store(unrelated, late, grant("a", late, NOON), unrelatedAsOf, NOON);
    assertThat(served(cache, unrelated, "a", NOON)).isEqualTo("[old]");
    store(cache, key, "a", "[new]", NOON);
    assertThat(served(cache, key, "a", NOON)).isEqualTo("[new]");
  }

  @Test
  default void lastsThroughInvalidationsWhileManyStore() {
    ResponseCache cache = responseCache();
    String parent = freshKey().path();
    Race.of(
        8,
        number -> {
          for (int i = 0; i < 40; i++) {
            ResourceKey key = new ResourceKey(parent + "/" + i % 4, "json", "");
            if (number == 0) {
              cache.invalidate(ResourceSelection.beneath(parent));
            } else {
              store(cache, key, "t" + number, number + "/" + i, at(i));
            }
          }
          return number;
        });
    cache.invalidate(ResourceSelection.beneath(parent));
    for (int i = 0; i < 4; i++) {
      ResourceKey key = new ResourceKey(parent + "/" + i, "json", "");
      assertThat(cache.find(key, identity("t1"), at(40))).matches(CacheEntry::unknown);
    }
  }

  @Test
  default void saysHowFullItIs() {
    ResponseCache cache = responseCache();
    CacheUsage before = cache.usage();
    store(cache, freshKey(), "a", Samples.noise(10_000, 1), NOON);
    CacheUsage after = cache.usage();
    assertThat(after.resources()).isGreaterThan(before.resources());
    assertThat(after.bytes()).isGreaterThan(before.bytes() + 8_000);
  }

  @Test
  default void refusesAGrantThatNamesAnotherRepresentation() {
    ResponseCache cache = responseCache();
    Representation one = representation("a", "[1]", NOON);
    Representation other = representation("a", "[2]", NOON);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cache.store(freshKey(), one, grant("a", other, NOON), 0, NOON))
        .withMessageContaining("grant");
  }

  @Test
  default void neverShowsOneWhatAnotherWasGrantedHoweverManyWriteAtOnce() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    List<Integer> foreign =
        Race.of(
            16,
            number -> {
              String token = "t" + number;
              int wrong = 0;
              for (int i = 0; i < 100; i++) {
                store(cache, key, token, token + "/" + i % 3, at(i));
                CacheEntry entry = cache.find(key, identity(token), at(i));
                wrong += ownAndWhole(entry, token) ? 0 : 1;
                if (i % 10 == 9) {
                  cache.revoke(key, identity(token));
                }
              }
              return wrong;
            });
    assertThat(foreign).containsOnly(0);
    assertThat(cache.find(key, identity("stranger"), at(100)).others()).isEmpty();
  }

  @Test
  default void showsAReaderOneWholeEntryWhileItIsReplaced() {
    ResponseCache cache = responseCache();
    ResourceKey key = freshKey();
    store(cache, key, "a", "a/0", NOON);
    List<Integer> broken =
        Race.of(
            8,
            number -> {
              int wrong = 0;
              for (int i = 0; i < 300; i++) {
                if (number == 0) {
                  store(cache, key, "a", "a/" + i, at(i));
                } else {
                  wrong += ownAndWhole(cache.find(key, identity("a"), NOON), "a") ? 0 : 1;
                }
              }
              return wrong;
            });
    assertThat(broken).containsOnly(0);
    assertThat(served(cache, key, "a", at(300))).isEqualTo("a/299");
  }

  private static boolean ownAndWhole(CacheEntry entry, String token) {
    Grant grant = entry.grant();
    Representation granted = entry.granted();
    return grant != null
        && granted != null
        && grant.identity().equals(identity(token))
        && grant.representation().equals(granted.id())
        && Samples.text(granted).startsWith(token + "/");
  }
}
