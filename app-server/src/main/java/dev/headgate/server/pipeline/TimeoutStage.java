package dev.headgate.server.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sets the deadline by which each request's answer must have begun; the routes keep to it. */
final class TimeoutStage extends Stage {
  private final Function<String, Duration> timeoutOf;
  private final InstantSource clock;

  TimeoutStage(Function<String, Duration> timeoutOf, InstantSource clock) {
    this.timeoutOf = timeoutOf;
    this.clock = clock;
  }

  @Override
  boolean handle(Exchange exchange, Response response, Callback callback) throws Exception {
    // While the answer is awaited nothing moves: the deadline ends that wait, which may be longer
    // than a connection may be idle.
    exchange.addIdleTimeoutListener(idle -> false);
    Duration timeout = timeoutOf.apply(exchange.path());
    exchange.deadline(clock.instant().plus(timeout), timeout);
    return next(exchange, response, callback);
  }
}
