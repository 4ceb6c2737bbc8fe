package dev.headgate.github.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The scenarios being played, in the order in which they were set. Safe for many threads. */
final class Scenarios {
  private static final int MOST = 1_000;

  /** A scenario with what is left of it. */
  static final class Playing {
    private final long id;
    private final Scenario scenario;
    private final AtomicLong left;
    private final Optional<Pattern> path;
    private volatile boolean cleared;

    private Playing(long id, Scenario scenario) {
      this.id = id;
      this.scenario = scenario;
      left = new AtomicLong(scenario.times() == 0 ? Long.MAX_VALUE : scenario.times());
      path = Optional.ofNullable(scenario.path()).map(Globs::pattern);
    }

    long id() {
      return id;
    }

    Scenario scenario() {
      return scenario;
    }

    long left() {
      return scenario.times() == 0 ? -1 : left.get();
    }

    /** Whether somebody ended it; being used up does not. */
    boolean cleared() {
      return cleared;
    }

    private boolean end() {
      cleared = true;
      return true;
    }

    private boolean concerns(Incoming request, String principal, boolean blob) {
      if (scenario.kind() == Scenario.Kind.GRAPHQL_RATE_LIMITED
          && !request.path().equals("/graphql")) {
        return false;
      }
      if (path.isEmpty() ? blob : !path.get().matcher(request.path()).matches()) {
        return false;
      }
      return (scenario.principal() == null || scenario.principal().equals(principal))
          && (scenario.method() == null || request.is(scenario.method()));
    }

    private boolean take() {
      return left.getAndUpdate(n -> n > 0 && n < Long.MAX_VALUE ? n - 1 : n) > 0;
    }
  }

  private final List<Playing> playing = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong();

  long add(Scenario scenario) {
    if (playing.size() >= MOST) {
      playing.removeIf(one -> one.left() == 0);
    }
    if (playing.size() >= MOST) {
      throw new IllegalStateException("scenarios: " + MOST + " are set (expected: fewer)");
    }
    Playing added = new Playing(ids.incrementAndGet(), scenario);
    playing.add(added);
    return added.id();
  }

  void clear() {
    playing.removeIf(Playing::end);
  }

  boolean remove(long id) {
    return playing.removeIf(one -> one.id() == id && one.end());
  }

  List<Playing> list() {
    return List.copyOf(playing);
  }

  /**
   * What this request meets: any number of changes to the delivery, and at most one answer instead
   * of the true one, which comes last. Each of them is used up by one.
   */
  List<Playing> take(Incoming request, String principal, boolean blob) {
    List<Playing> met = new ArrayList<>();
    for (Playing one : playing) {
      if (one.concerns(request, principal, blob) && one.take()) {
        met.add(one);
        if (!one.scenario().kind().onlyDelivery()) {
          break;
        }
      }
    }
    return met;
  }
}
