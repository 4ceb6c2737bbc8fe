package dev.headgate.runtime.tracing;

import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.gateway.UpstreamContract;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.github.upstream.UpstreamSettings;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;

class TracedUpstreamTest implements UpstreamContract {
  private final SdkTracerProvider traces = SdkTracerProvider.builder().build();

  @Override
  public Upstream upstream(URI api) {
    return new TracedUpstream(
        new OkHttpUpstream(UpstreamSettings.DEFAULTS.withApiUrl(api)), traces.get("test"));
  }

  @AfterEach
  void close() {
    traces.close();
  }
}
