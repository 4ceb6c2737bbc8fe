package dev.headgate.github.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.http.Target;
import java.net.URI;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiBaseTest {
  @ParameterizedTest
  @CsvSource({
    "https://api.github.com, https://api.github.com/repos/o/r?a=%2F, /repos/o/r?a=%2F",
    "https://api.github.com, https://api.github.com/, /",
    "https://api.github.com, https://api.github.com/graphql, /graphql",
    "https://api.github.com/, https://API.github.com:443/repos/o%2Fr, /repos/o%2Fr",
    "https://ghe.example/api/v3, https://ghe.example/api/v3/repos/o/r, /repos/o/r",
    "https://ghe.example/api/v3/, https://ghe.example/api/v3, /",
    "https://ghe.example/api/v3, https://ghe.example/api/graphql, /graphql",
    "http://127.0.0.1:9090, http://127.0.0.1:9090/user?, /user?"
  })
  void targetsLieBeneathTheApi(String api, String url, String target) {
    assertThat(target(api, url)).hasToString(target);
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.github.com, http://api.github.com/user",
    "https://api.github.com, https://api.github.com:8443/user",
    "https://api.github.com, https://uploads.github.com/repos/o/r/releases/1/assets",
    "https://api.github.com, https://api.github.com.evil.example/user",
    "https://api.github.com, https://api.github.com@evil.example/user",
    "https://ghe.example/api/v3, https://ghe.example/o/r",
    "https://ghe.example/api/v3, https://ghe.example/api/v3x/user",
    "https://ghe.example/api/v3, https://ghe.example/api/v3/../../o/r"
  })
  void otherUrlsLieElsewhere(String api, String url) {
    assertThat(target(api, url)).isNull();
  }

  @Test
  void anApiIsReachedByHttp() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ApiBase(URI.create("ftp://github.example")))
        .withMessageContaining("apiUrl");
  }

  private static @Nullable Target target(String api, String url) {
    return new ApiBase(URI.create(api)).target(HttpUrl.get(url));
  }
}
