package dev.headgate.runtime.task.artifact;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.CacheOutcome;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.github.artifact.ApiCalls;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.github.upstream.UpstreamSettings;
import java.net.URI;
import java.time.Duration;

/** The API of a simulator, asked without a gateway between. */
final class SimulatorCalls implements ApiCalls, AutoCloseable {
  private final OkHttpUpstream upstream;

  SimulatorCalls(URI url) {
    upstream = new OkHttpUpstream(UpstreamSettings.DEFAULTS.withApiUrl(url));
  }

  @Override
  public ApiAnswer get(Target target) {
    Upstream.Result result =
        upstream.send(
            new Upstream.Request(
                "GET",
                target,
                Headers.of("Authorization", "Bearer octocat-token"),
                null,
                Duration.ofSeconds(30),
                new Cancellation()));
    return switch (result) {
      case Upstream.Failed failed ->
          new ApiAnswer(
              502, Headers.NONE, Content.NONE, CacheOutcome.API_ERROR_MISS, failed.detail(), null);
      case Upstream.Responded answer ->
          new ApiAnswer(
              answer.status(),
              answer.headers(),
              new Content.Streamed(answer.body().stream(), answer.length()),
              CacheOutcome.ONLINE_MISS,
              "fwd=bypass",
              null);
    };
  }

  @Override
  public void close() {
    upstream.close();
  }
}
