package dev.headgate.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMediaTypeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
        "application/vnd.github+json",
        "application/vnd.github.v3+json; charset=utf-8",
        "application/vnd.github.object+json",
        "application/vnd.github.v3.text-match+json",
        "application/vnd.github.star+json ; profile=x",
        "application/problem+json",
        "application/scim+json",
      })
  void isJson(String contentType) {
    assertThat(JsonMediaType.matches(contentType)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "application",
        "application/",
        "application/+json",
        "application/jsonp",
        "application/json-seq",
        "application/octet-stream",
        "application/vnd.github.raw",
        "application/vnd.github.v3.raw; charset=utf-8",
        "application/vnd.github.raw+json; charset=utf-8",
        "application/vnd.github.v3.html+json",
        "application/vnd.github.diff",
        "application/vnd.github.v3.sha",
        "application/json; charset=utf-16",
        "application/zip",
        "text/json",
        "text/html; x=application/json",
      })
  void isNotJson(String contentType) {
    assertThat(JsonMediaType.matches(contentType)).isFalse();
  }
}
