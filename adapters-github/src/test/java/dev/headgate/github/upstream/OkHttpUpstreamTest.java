package dev.headgate.github.upstream;

import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.gateway.UpstreamContract;
import java.net.URI;

class OkHttpUpstreamTest implements UpstreamContract {
  @Override
  public Upstream upstream(URI api) {
    return new OkHttpUpstream(UpstreamSettings.DEFAULTS.withApiUrl(api));
  }
}
