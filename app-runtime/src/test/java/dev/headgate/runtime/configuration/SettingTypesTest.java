package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypesTest {

  @ParameterizedTest
  @CsvSource({
    "30, PT30S",
    "100ms, PT0.1S",
    "30s, PT30S",
    "5m, PT5M",
    "2h, PT2H",
    "7d, PT168H",
    "7 d, PT168H",
    "PT1M30S, PT1M30S",
    "pt0.5s, PT0.5S"
  })
  void readsDurations(String text, Duration expected) {
    assertThat(SettingTypes.DURATION.parse(text)).isEqualTo(expected);
  }

  @Test
  void readsBareNumbersAsMillisecondsWhereTheKeySaysSo() {
    assertThat(SettingTypes.MILLISECONDS.parse("1500")).isEqualTo(Duration.ofMillis(1500));
    assertThat(SettingTypes.MILLISECONDS.parse("2s")).isEqualTo(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1s",
        "1w",
        "1.5s",
        "s",
        "",
        "PT",
        "999999999999999999d",
        "99999999999999999999"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> SettingTypes.DURATION.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected: a duration");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "8MiB, 8388608",
    "8mib, 8388608",
    "10MB, 10000000",
    "1 GiB, 1073741824",
    "2k, 2000",
    "3KiB, 3072",
    "1TB, 1000000000000",
    "512B, 512"
  })
  void readsSizes(String text, long expected) {
    assertThat(SettingTypes.SIZE.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "8XB", "MiB", "", "1.5MB", "999999999999999999TiB"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> SettingTypes.SIZE.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://x", "api.github.com", "https://", "https://u:p@x", "https://x?q", "a b"})
  void refusesWhatIsNoBaseUrl(String text) {
    assertThatThrownBy(() -> SettingTypes.BASE_URL.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]", "0.0.0.0", "localhost", "my-host.example.com"})
  void readsHosts(String text) {
    assertThat(SettingTypes.HOST.parse(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a:", "a:b,a:c", "a:b,c:b", ",", "a b:c", "a:b c"})
  void refusesApiKeysWithoutANameAKeyOrAllDistinct(String text) {
    assertThatThrownBy(() -> SettingTypes.API_KEYS.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsListsWithEitherSeparatorOnceEach() {
    assertThat(SettingTypes.LOGINS.parse("a:b, c,,a")).isEqualTo(List.of("a", "b", "c"));
  }

  @Test
  void neverQuotesTheTextItRefuses() {
    assertThatThrownBy(() -> SettingTypes.SECRET.parse("planted secret"))
        .hasMessage("expected: one or more visible ASCII characters")
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc, 0",
    "abc, acb, 1",
    "abc, ab, 1",
    "abc, abxc, 1",
    "abc, xyz, 3",
    "'', ab, 2"
  })
  void countsTypingErrors(String one, String other, int expected) {
    assertThat(Hints.distance(one, other)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/repos/**, /repos/a/b, true",
    "/repos/**, /repos/, true",
    "/repos/**, /users/a, false",
    "/repos/*/tags, /repos/a/tags, true",
    "/repos/*/tags, /repos/a/b/tags, false",
    "/a, /a/b, false",
    "/**, /anything, true"
  })
  void matchesPaths(String pattern, String path, boolean expected) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"repos", "/a*b", "/**/a", ""})
  void refusesPatternsItCannotKeep(String pattern) {
    assertThatThrownBy(() -> new PathPattern(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: /, then segments");
  }
}
