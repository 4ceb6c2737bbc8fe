package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheControlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "private, max-age=60, s-maxage=60 | 60",
        "public, s-maxage=10, Max-Age=60 | 60",
        "max-age=86400 | 86400",
        "s-maxage=60 | 0",
        "max-age=60, no-cache | 0",
        "no-store, max-age=60 | 0",
        "max-age=-5 | 0",
        "max-age=soon | 0",
        "max-age=99999999999999 | 31536000",
        "max-age=99999999999999999999999 | 0",
        "public | 0",
      })
  void readsTheFreshnessLifetime(String value, long seconds) {
    assertThat(CacheControl.maxAge(value)).hasSeconds(seconds);
  }

  @Test
  void isNotFreshWhereNothingIsSaid() {
    assertThat(CacheControl.maxAge(null)).isZero();
  }

  @Test
  void findsDirectivesByTheirWholeName() {
    assertThat(CacheControl.has("private, No-Store", "no-store")).isTrue();
    assertThat(CacheControl.has("no-cache=\"Set-Cookie\"", "no-cache")).isTrue();
    assertThat(CacheControl.has("x-no-store", "no-store")).isFalse();
    assertThat(CacheControl.has(null, "no-store")).isFalse();
  }
}
