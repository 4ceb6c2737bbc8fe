package dev.headgate.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void readsAllThreeForms(String text) {
    assertThat(HttpDate.parse(text)).contains(Instant.parse("1994-11-06T08:49:37Z"));
  }

  @Test
  void takesASmallYearOfTwoDigitsForOneOfThisCentury() {
    assertThat(HttpDate.parse("Saturday, 07-Nov-26 00:00:00 GMT"))
        .contains(Instant.parse("2026-11-07T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "1700000000", "Sun, 31 Feb 2026 08:49:37 GMT"})
  void whatIsNoDateIsNone(String text) {
    assertThat(HttpDate.parse(text)).isEmpty();
  }

  @Test
  void readsWhatItWrites() {
    Instant noon = Instant.parse("2026-01-01T12:00:00Z");

    assertThat(HttpDate.format(noon)).isEqualTo("Thu, 01 Jan 2026 12:00:00 GMT");
    assertThat(HttpDate.parse(HttpDate.format(noon))).contains(noon);
  }
}
