package dev.headgate.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which paths every server on the way sees alike. */
class TargetTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/repos/o/r",
        "/repos/o/r/",
        "/repos/o/.github",
        "/repos/o/r.",
        "/repos/o/...",
        "/repos/o/r/compare/a...b",
        "/repos/o/r/compare/a..b",
        "/repos/o/r/contents/a%2Fb",
        "/repos/o/r/contents/a%2F.gitignore",
        "/repos/o/r/git/ref/heads/v1.0",
        "/repos/o/r?path=//../x&y=\\",
      })
  void straight(String target) {
    assertThat(Target.parse(target).straight()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//",
        "//host/x",
        "/a//b",
        "/.",
        "/..",
        "/./a",
        "/a/..",
        "/a/../b",
        "/a/%2e%2E/b",
        "/a/.%2e",
        "/a/%2e",
        "/a%2f..%2fb",
        "/a%2F..",
        "/a/..;x/b",
        "/a/..%2fb",
        "/a\\b",
        "/a%5c..%5Cb",
      })
  void crooked(String target) {
    assertThat(Target.parse(target).straight()).isFalse();
  }
}
