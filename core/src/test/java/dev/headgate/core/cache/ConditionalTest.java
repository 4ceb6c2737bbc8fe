package dev.headgate.core.cache;

import static dev.headgate.core.cache.Samples.NOON;
import static dev.headgate.core.cache.Samples.grant;
import static dev.headgate.core.cache.Samples.representation;
import static dev.headgate.core.cache.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Fingerprint;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalTest {
  private static final ResourceKey OBJECT = new ResourceKey("/repos/o/r", "json", "");
  private static final ResourceKey LIST = new ResourceKey("/repos/o/r/issues?page=1", "json", "");
  private static final Headers A = request("a");
  private static final Headers B = request("b");

  private final Representation old = representation("a", "{\"v\":1}", NOON);
  private final Representation newer = representation("c", "{\"v\":2}", NOON.plusSeconds(60));
  private final Representation newest = representation("d", "{\"v\":3}", NOON.plusSeconds(90));
  private final Grant own = grant("a", old, NOON);

  private static String tag(Representation known, Headers request) {
    return Validator.of(known.vary(), request, known.body().bytes());
  }

  private static List<String> sent(Conditional conditional, Headers request) {
    String value = conditional.on(request).value("If-None-Match");
    return value == null ? List.of() : List.of(value.split(", ", -1));
  }

  private static String quoted(String opaque) {
    return '"' + opaque + '"';
  }

  private CacheEntry known(Representation... others) {
    return new CacheEntry(own, old, List.of(others), 0);
  }

  @Test
  void sendsNothingWhereNothingIsKnown() {
    Conditional plain = Conditional.plan(OBJECT, CacheEntry.UNKNOWN, A, Grant.asked(A), true);
    assertThat(plain.any()).isFalse();
    assertThat(plain.on(A)).isEqualTo(A);
    assertThat(Conditional.none().any()).isFalse();
  }

  @Test
  void sendsTheTagThatGitHubGaveForTheSameQuestion() {
    Conditional conditional = Conditional.plan(OBJECT, known(), A, Grant.asked(A), true);
    assertThat(sent(conditional, A)).containsExactly(quoted(Objects.requireNonNull(own.tag())));
    assertThat(conditional.confirmed(Headers.NONE).orElseThrow().known()).isSameAs(old);
    assertThat(conditional.byDate()).isFalse();
  }

  @Test
  void sendsTheGivenTagVerbatimWhereTheFormulaDoesNotHold() {
    Grant odd = own.withTag("0123456789abcdef0123456789abcdef");
    CacheEntry entry = new CacheEntry(odd, unexplained(old), List.of(newer), 0);
    assertThat(sent(Conditional.plan(OBJECT, entry, A, Grant.asked(A), false), A))
        .containsExactly("\"0123456789abcdef0123456789abcdef\"");
  }

  @Test
  void computesTheTagThatARotatedTokenWouldBeGiven() {
    Headers rotated = request("a-rotated");
    Conditional conditional =
        Conditional.plan(OBJECT, known(), rotated, Grant.asked(rotated), true);
    assertThat(sent(conditional, rotated)).containsExactly(quoted(tag(old, rotated)));
    assertThat(tag(old, rotated)).isNotEqualTo(own.tag());
  }

  @Test
  void readsPlainlyWithARotatedTokenWhereTheFormulaDoesNotHold() {
    Headers rotated = request("a-rotated");
    CacheEntry entry = new CacheEntry(own, unexplained(old), List.of(), 0);
    assertThat(Conditional.plan(OBJECT, entry, rotated, Grant.asked(rotated), true).any())
        .isFalse();
    assertThat(Conditional.plan(OBJECT, known(), rotated, Grant.asked(rotated), false).any())
        .isFalse();
  }

  @Test
  void asksForWhatOthersLearntSinceToo() {
    Conditional conditional =
        Conditional.plan(OBJECT, known(newest, newer), A, Grant.asked(A), true);
    assertThat(sent(conditional, A))
        .containsExactly(
            quoted(Objects.requireNonNull(own.tag())),
            quoted(tag(newest, A)),
            quoted(tag(newer, A)));
    Headers named = Headers.of("ETag", quoted(tag(newer, A)));
    assertThat(conditional.confirmed(named).orElseThrow().known()).isSameAs(newer);
  }

  @Test
  void doesNotAskForWhatIsOlderThanItsOwn() {
    Grant validated = grant("a", old, NOON.plusSeconds(75));
    CacheEntry entry = new CacheEntry(validated, old, List.of(newest, newer), 0);
    assertThat(sent(Conditional.plan(OBJECT, entry, A, Grant.asked(A), true), A))
        .containsExactly(quoted(Objects.requireNonNull(validated.tag())), quoted(tag(newest, A)));
  }

  @Test
  void asksAStrangerForWhatOthersHave() {
    CacheEntry entry = new CacheEntry(null, null, List.of(newer, old), 0);
    Conditional conditional = Conditional.plan(OBJECT, entry, B, Grant.asked(B), true);
    assertThat(sent(conditional, B)).containsExactly(quoted(tag(newer, B)), quoted(tag(old, B)));
    Headers weak = Headers.of("ETag", "W/" + quoted(tag(old, B)));
    assertThat(conditional.confirmed(weak).orElseThrow().known()).isSameAs(old);
  }

  @Test
  void asksAStrangerPlainlyWhereTheFormulaIsNotTrustedOrDidNotHold() {
    CacheEntry entry = new CacheEntry(null, null, List.of(newer, old), 0);
    assertThat(Conditional.plan(LIST, entry, B, Grant.asked(B), false).any()).isFalse();
    CacheEntry odd = new CacheEntry(null, null, List.of(unexplained(old)), 0);
    assertThat(Conditional.plan(OBJECT, odd, B, Grant.asked(B), true).any()).isFalse();
  }

  @Test
  void takesA304ThatFitsSeveralAndNamesNoneForNoAnswer() {
    Conditional conditional = Conditional.plan(OBJECT, known(newer), A, Grant.asked(A), true);
    assertThat(conditional.confirmed(Headers.NONE)).isEmpty();
    assertThat(conditional.confirmed(Headers.of("ETag", "\"unheard-of\""))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/repos/o/r/issues",
        "/repos/o/r/issues?state=open",
        "/user/repos",
        "/users/o/starred",
        "/user/following",
        "/repos/o/r/pulls"
      })
  void guessesThatAListNobodyKnowsIsEmpty(String target) {
    ResourceKey key = new ResourceKey(target, "json", "");
    Conditional conditional = Conditional.plan(key, CacheEntry.UNKNOWN, A, Grant.asked(A), true);
    assertThat(sent(conditional, A))
        .containsExactly(quoted(Validator.of(null, A, Samples.bytes("[]"))));
    assertThat(conditional.confirmed(Headers.NONE).orElseThrow().known()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/user",
        "/zen",
        "/repos/o/r",
        "/repos/o/r/issues/7",
        "/repos/o/r/contents/docs",
        "/repos/o/r/git/refs",
        "/repos/o/r/readme"
      })
  void guessesNothingOfWhatIsNoList(String target) {
    ResourceKey key = new ResourceKey(target, "json", "");
    assertThat(Conditional.plan(key, CacheEntry.UNKNOWN, A, Grant.asked(A), true).any()).isFalse();
  }

  @Test
  void guessesNothingWhereItKnowsOrMayNotOrAnotherFormIsAsked() {
    Conditional held = Conditional.plan(LIST, known(), A, Grant.asked(A), true);
    assertThat(sent(held, A)).hasSize(1);
    assertThat(Conditional.plan(LIST, CacheEntry.UNKNOWN, A, Grant.asked(A), false).any())
        .isFalse();
    ResourceKey raw = new ResourceKey(LIST.target(), "application/vnd.github.raw", "");
    assertThat(Conditional.plan(raw, CacheEntry.UNKNOWN, A, Grant.asked(A), true).any()).isFalse();
  }

  @Test
  void asksByDateForASingleObjectWithoutATag() {
    CacheEntry entry = dated("{\"v\":1}");
    Conditional conditional = Conditional.plan(OBJECT, entry, A, Grant.asked(A), true);
    assertThat(conditional.any()).isTrue();
    assertThat(conditional.byDate()).isTrue();
    assertThat(conditional.on(A).value("If-Modified-Since"))
        .isEqualTo("Thu, 01 Jan 2026 11:00:00 GMT");
    assertThat(conditional.on(A).contains("If-None-Match")).isFalse();
  }

  @Test
  void neverAsksByDateForAListOrWithAnotherToken() {
    assertThat(Conditional.plan(LIST, dated("[1]"), A, Grant.asked(A), true).any()).isFalse();
    assertThat(Conditional.plan(OBJECT, dated("{\"v\":1}"), B, Grant.asked(B), true).any())
        .isFalse();
  }

  @Test
  void neverAsksByADateThatWasHardlyPastWhenItWasRead() {
    CacheEntry hot = dated("{\"v\":1}", "Thu, 01 Jan 2026 11:59:00 GMT");
    CacheEntry settled = dated("{\"v\":1}", "Thu, 01 Jan 2026 11:58:59 GMT");

    assertThat(Conditional.plan(OBJECT, hot, A, Grant.asked(A), true).any()).isFalse();
    assertThat(Conditional.plan(OBJECT, settled, A, Grant.asked(A), true).byDate()).isTrue();
  }

  /** The same answer with a tag that the formula does not explain. */
  private static Representation unexplained(Representation known) {
    return new Representation(
        known.id(),
        known.status(),
        known.shared(),
        known.body(),
        "\"0123456789abcdef0123456789abcdef\"",
        known.vary(),
        false,
        known.maxAge(),
        known.storedAt());
  }

  private static CacheEntry dated(String body) {
    return dated(body, "Thu, 01 Jan 2026 11:00:00 GMT");
  }

  private static CacheEntry dated(String body, String modified) {
    Headers response = Headers.of("Last-Modified", modified);
    Representation known =
        Representation.received(200, response, new Body(Samples.bytes(body)), A, NOON);
    Fingerprint identity = Samples.identity("a");
    return new CacheEntry(
        Grant.received(identity, known, response, Grant.asked(A), NOON), known, List.of(), 0);
  }
}
