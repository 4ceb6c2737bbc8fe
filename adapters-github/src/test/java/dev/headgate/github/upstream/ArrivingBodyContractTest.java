package dev.headgate.github.upstream;

import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.gateway.UpstreamBodyContract;
import java.net.URI;

class ArrivingBodyContractTest implements UpstreamBodyContract {
  @Override
  public Upstream upstream(URI api) {
    return new OkHttpUpstream(UpstreamSettings.DEFAULTS.withApiUrl(api));
  }
}
