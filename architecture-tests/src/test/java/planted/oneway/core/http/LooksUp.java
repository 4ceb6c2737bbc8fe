package planted.oneway.core.http;

import planted.oneway.server.Front;

public final class LooksUp {
  Front front() {
    return new Front();
  }
}
