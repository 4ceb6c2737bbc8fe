package dev.headgate.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiBaseTest {

  @ParameterizedTest
  @CsvSource({
    "https://api.github.com, https://api.github.com",
    "HTTPS://API.GitHub.com/, https://api.github.com",
    "https://api.github.com:443, https://api.github.com",
    "http://127.0.0.1:80/, http://127.0.0.1",
    "http://localhost:443, http://localhost:443",
    "https://ghes.example:8443/api/v3/, https://ghes.example:8443/api/v3",
    "https://ghes.example/API/v3//, https://ghes.example/API/v3",
    "http://[::1]:9090, http://[::1]:9090",
    "https://[2001:DB8::443]:443, https://[2001:db8::443]",
    "https://[2001:db8:0:0:0:0:0:443], https://[2001:db8:0:0:0:0:0:443]",
  })
  void comesIntoNormalForm(URI url, String normal) {
    assertThat(ApiBase.of(url)).hasToString(normal).isEqualTo(ApiBase.of(URI.create(normal)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.github.com",
        "/api/v3",
        "ftp://api.github.com",
        "mailto:octocat@github.com",
        "https://token@api.github.com",
        "https://api.github.com?x",
        "https://api.github.com#x",
        "https://api.github.com//v3",
        "https://api.github.com/a'b"
      })
  void refusesWhatIsNoBase(URI url) {
    assertThatIllegalArgumentException().isThrownBy(() -> ApiBase.of(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":8080",
        "gate.example:",
        "gate.example:123456",
        "gate.example/x",
        "gate\".example",
        "gate\\example",
        "gate.example\r\nX: y",
        "user@gate.example",
        "gate example",
        "gäte.example",
        "[::1",
      })
  void refusesAHostThatCouldCarrySomethingElseAlong(String authority) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ApiBase("https", authority, ""))
        .withMessageStartingWith("authority: ");
  }

  @Test
  void refusesEndlessParts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ApiBase("https", "a".repeat(256), ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ApiBase("https", "a", "/" + "a".repeat(255)));
  }

  @Test
  void doesNotRepeatUserInformation() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ApiBase.of(URI.create("https://ghp_secret@api.github.com")))
        .withMessageNotContaining("ghp_secret");
  }
}
