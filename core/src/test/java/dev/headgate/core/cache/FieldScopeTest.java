package dev.headgate.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldScopeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-OAuth-Scopes",
        "X-Accepted-OAuth-Scopes",
        "X-OAuth-Client-Id",
        "X-Accepted-GitHub-Permissions",
        "X-GitHub-SSO",
        "GitHub-Authentication-Token-Expiration",
        "X-Never-Heard-Of"
      })
  void keepsWhatSpeaksOfTheCallerWithHim(String name) {
    Headers response = Headers.of(name, "secret-ish");
    assertThat(FieldScope.shared(response).size()).isZero();
    assertThat(FieldScope.own(response)).isEqualTo(response);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-RateLimit-Limit",
        "x-ratelimit-remaining",
        "X-RateLimit-Reset",
        "X-RateLimit-Used",
        "X-RateLimit-Resource",
        "X-RateLimit-Never-Heard-Of",
        "Retry-After",
        "Set-Cookie",
        "Date",
        "Age",
        "ETag",
        "Content-Length",
        "Content-Encoding",
        "X-GitHub-Request-Id"
      })
  void keepsWhatHoldsForOneResponseWithNobody(String name) {
    Headers response = Headers.of(name, "1");
    assertThat(FieldScope.shared(response).size()).isZero();
    assertThat(FieldScope.own(response).size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type",
        "LINK",
        "Location",
        "Last-Modified",
        "Vary",
        "X-GitHub-Media-Type"
      })
  void sharesWhatDescribesTheBody(String name) {
    Headers response = Headers.of(name, "1");
    assertThat(FieldScope.shared(response)).isEqualTo(response);
    assertThat(FieldScope.own(response).size()).isZero();
  }

  @Test
  void partsAWholeResponse() {
    Headers response =
        Headers.of("Link", "a", "X-OAuth-Scopes", "repo", "x-ratelimit-used", "1", "Link", "b");
    assertThat(FieldScope.shared(response)).isEqualTo(Headers.of("Link", "a", "Link", "b"));
    assertThat(FieldScope.own(response)).isEqualTo(Headers.of("X-OAuth-Scopes", "repo"));
  }
}
