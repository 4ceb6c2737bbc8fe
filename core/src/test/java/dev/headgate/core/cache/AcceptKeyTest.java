package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptKeyTest {
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "*/*",
        "application/*",
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/vnd.github+json",
        "application/vnd.github.v3+json",
        "application/vnd.github.v3+json, application/json;q=0.9, */*;q=0.1",
        " application/vnd.github+json "
      })
  void isOneForAllThatAskForJson(@Nullable String accept) {
    assertThat(AcceptKey.of(accept)).isEqualTo(AcceptKey.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/vnd.github.raw",
        "application/vnd.github.raw+json",
        "application/vnd.github.v3.diff",
        "application/vnd.github.html+json",
        "application/vnd.github.full+json",
        "application/vnd.github.star+json",
        "application/vnd.github.mercy-preview+json",
        "application/json; profile=x",
        "text/html, application/json",
        "application/octet-stream"
      })
  void isItsOwnForAnythingElse(String accept) {
    assertThat(AcceptKey.of(accept)).isEqualTo(accept);
  }

  @Test
  void makesOneResourceOfEquivalentQuestionsOnly() {
    Target target = Target.parse("/repos/o/r?a=%26b");
    ResourceKey json = ResourceKey.of(target, Headers.of("Accept", "application/json"));
    assertThat(json).isEqualTo(ResourceKey.of(target, Headers.NONE));
    assertThat(json.target()).isEqualTo("/repos/o/r?a=%26b");
    assertThat(json.path()).isEqualTo("/repos/o/r");
    assertThat(ResourceKey.of(target, Headers.of("X-GitHub-Api-Version", "2022-11-28")))
        .isNotEqualTo(json);
    assertThat(ResourceKey.of(target, Headers.of("Accept", "application/vnd.github.raw")))
        .isNotEqualTo(json);
    assertThat(ResourceKey.of(Target.parse("/repos/o/r?a=&b"), Headers.NONE)).isNotEqualTo(json);
  }
}
