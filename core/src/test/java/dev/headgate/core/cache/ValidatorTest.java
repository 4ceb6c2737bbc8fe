package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.http.Headers;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValidatorTest {
  private static final Headers HUNTER =
      Headers.of("Accept", "application/json", "Authorization", "Bearer hunter1");
  private static final byte[] HELLO = Samples.bytes("hello world");

  @Test
  void hashesTheBodyAloneWhereNothingVaries() {
    assertThat(Validator.of(List.of(), HUNTER, Validator.emptyList()))
        .isEqualTo("4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
  }

  @Test
  void hashesTheBodyAloneWhereTheRequestSaysNothing() {
    assertThat(Validator.of(null, Headers.NONE, Validator.emptyList()))
        .isEqualTo("4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945");
  }

  @Test
  void hashesTheAuthorizationThatTheResponseVariesOn() {
    assertThat(Validator.of(List.of("authorization"), HUNTER, HELLO))
        .isEqualTo("ffe6e54ebaaaff92f2feaa4bf3a5fda8ff1d49a6a4f492101039cd7c091b7523");
  }

  @Test
  void hashesAllThreeInOrderWhereEverythingVaries() {
    String expected = "8ba5e4f8adb9da0d9a3e374907a8afac1286f2a9eed662541449873c0bdfa27b";
    Headers turned =
        Headers.of("authorization", "Bearer hunter1", "X-Other", "x", "accept", "application/json");
    assertThat(Validator.of(List.of("*"), HUNTER, HELLO)).isEqualTo(expected);
    assertThat(Validator.of(null, turned, HELLO)).isEqualTo(expected);
  }

  @Test
  void tellsSchemesTokensAndCookiesApart() {
    Headers other = HUNTER.with("Authorization", "token hunter1");
    Headers cookie = HUNTER.with("Cookie", "a=b");
    String tag = Validator.of(null, HUNTER, HELLO);
    assertThat(Validator.of(null, other, HELLO)).isNotEqualTo(tag);
    assertThat(Validator.of(null, cookie, HELLO)).isNotEqualTo(tag);
    assertThat(Validator.of(List.of("accept"), other, HELLO))
        .isEqualTo(Validator.of(List.of("accept"), HUNTER, HELLO));
  }

  @Test
  void putsAColonBehindEveryLineOfAField() {
    Headers twoLines = Headers.of("Accept", "a", "Accept", "b");
    Headers oneLine = Headers.of("Accept", "a:b");
    assertThat(Validator.of(null, twoLines, HELLO)).isEqualTo(Validator.of(null, oneLine, HELLO));
  }

  @Test
  void readsVaryOverAllItsLines() {
    Headers response =
        Headers.of("Vary", "Accept, Authorization, Cookie, ", "vary", "Accept-Encoding, accept");
    assertThat(Validator.vary(response))
        .containsExactly("accept", "authorization", "cookie", "accept-encoding");
    assertThat(Validator.vary(Headers.NONE)).isNull();
  }

  @Test
  void knowsTheShapeOfItsTags() {
    String tag = Validator.of(null, HUNTER, HELLO);
    assertThat(Validator.shaped(tag)).isTrue();
    assertThat(Validator.shaped(tag.substring(32))).isFalse();
    assertThat(Validator.shaped(tag.replaceAll("[0-9a-f]$", "G"))).isFalse();
    assertThat(Validator.shaped("F" + tag.substring(1))).isFalse();
    assertThat(Validator.shaped("")).isFalse();
  }
}
