package planted.oneway.server;

import planted.oneway.core.http.LooksDown;

public final class Front {
  LooksDown below() {
    return new LooksDown();
  }
}
