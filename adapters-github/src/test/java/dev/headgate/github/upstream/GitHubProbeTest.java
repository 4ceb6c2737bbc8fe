package dev.headgate.github.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Stage;
import dev.headgate.core.gateway.Upstream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitHubProbeTest {
  @ParameterizedTest
  @CsvSource({"200,true", "304,true", "403,true", "429,true", "404,true", "500,false", "503,false"})
  void anyAnswerThatIsNoServerErrorMeansAlive(int status, boolean alive) throws IOException {
    try (var server =
            new RawServer(connection -> {
              connection.head();
              connection.say("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");
            });
        var upstream = Sending.upstream(server.url())) {
      assertThat(new GitHubProbe(upstream, Sending.PATIENCE).alive()).isEqualTo(alive);
      assertThat(server.heads().getFirst())
          .startsWith("GET /rate_limit HTTP/1.1\r\n")
          .doesNotContainIgnoringCase("authorization");
    }
  }

  @Test
  void silenceMeansNot() throws IOException {
    try (var server = new RawServer(RawServer.Connection::hang);
        var upstream = Sending.upstream(server.url())) {
      assertThat(new GitHubProbe(upstream, Duration.ofMillis(100)).alive()).isFalse();
    }
  }

  @Test
  void theModuleBindsOneUpstreamAndItsProbe() {
    var settings = UpstreamSettings.DEFAULTS.withApiUrl(URI.create("https://ghe.example/api/v3"));
    var injector = Guice.createInjector(Stage.PRODUCTION, new UpstreamModule(settings));

    try (OkHttpUpstream okHttp = injector.getInstance(OkHttpUpstream.class)) {
      assertThat(injector.getInstance(Upstream.class)).isSameAs(okHttp);
      assertThat(okHttp.host()).isEqualTo("ghe.example");
      assertThat(injector.getInstance(GitHubProbe.class)).isNotNull();
    }
  }
}
