package dev.headgate.core.credential;

import dev.headgate.core.identity.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Mints tokens of an hour, each another; answers as told where it was told. */
public final class ScriptedIssuer implements TokenIssuer {
  final AtomicInteger minted = new AtomicInteger();
  final AtomicInteger located = new AtomicInteger();
  final Queue<Issue> issues = new ConcurrentLinkedQueue<>();
  final Queue<Location> locations = new ConcurrentLinkedQueue<>();
  private final InstantSource clock;

  /** Mints at this time. */
  public ScriptedIssuer(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Issue issue(Installation installation, Duration patience) {
    int number = minted.incrementAndGet();
    Issue told = issues.poll();
    return told != null
        ? told
        : new Issue.Minted(
            new AccessToken(
                installation,
                Secret.of("ghs_minted%d%s".formatted(number, "x".repeat(30))),
                clock.instant(),
                clock.instant().plus(Duration.ofHours(1))));
  }

  @Override
  public Location locate(Account account, Duration patience) {
    located.incrementAndGet();
    Location told = locations.poll();
    return told == null ? new Location.Nowhere() : told;
  }
}
