package dev.headgate.runtime.task.webhook;

import dev.headgate.github.webhook.AppHook;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the App is subscribed to, asked for at most every ten minutes. Thread-safe. */
final class Subscriptions implements Supplier<Set<String>> {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
  private static final Duration LASTING = Duration.ofMinutes(10);

  private final AppHook hook;
  private final InstantSource clock;
  private Set<String> events = Set.of();
  private Instant asked = Instant.MIN;

  Subscriptions(AppHook hook, InstantSource clock) {
    this.hook = hook;
    this.clock = clock;
  }

  @Override
  public synchronized Set<String> get() {
    Instant now = clock.instant();
    if (now.minus(LASTING).isAfter(asked)) {
      asked = now;
      try {
        events = hook.events();
      } catch (IOException unknown) {
        // What is not known to be sent is not relied on.
        events = Set.of();
        LOG.warn("what the App is subscribed to is not known: {}", unknown.getMessage());
      }
    }
    return events;
  }
}
