package planted.time.core.http;

import java.time.Instant;
import java.time.InstantSource;

final class LooksAtTheClock {
  Instant now() {
    return Instant.now();
  }

  long tick() {
    return System.nanoTime();
  }

  InstantSource source() {
    return InstantSource.system();
  }
}
