package planted.time.core.http;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

final class IsToldTheTime {
  Instant now(InstantSource time) {
    return time.instant();
  }

  Instant now(Clock time) {
    return Instant.now(time);
  }
}
