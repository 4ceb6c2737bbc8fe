package dev.headgate.github.simulator;

import java.time.Duration;
import java.util.Objects;

/**
 * The primary quotas and secondary limits that the simulator enforces. The defaults are those that
 * GitHub documents.
 *
 * @param core REST requests per {@code window} of a user, installation or app
 * @param anonymous REST requests per {@code window} of one address without credentials
 * @param search search requests per {@code shortWindow} with credentials
 * @param anonymousSearch search requests per {@code shortWindow} without
 * @param codeSearch code search requests per {@code shortWindow}
 * @param graphql GraphQL points per {@code window}
 * @param window length of the core and GraphQL windows
 * @param shortWindow length of the search windows
 * @param concurrency requests in flight per principal, REST and GraphQL together
 * @param restPoints points per minute, principal and REST endpoint (reads 1, writes 5)
 * @param graphqlPoints points per minute and principal on GraphQL (queries 1, mutations 5)
 * @param contentPerMinute content-creating requests per minute and principal
 * @param contentPerHour content-creating requests per hour and principal
 * @param secondaryPause how long a principal that broke a points or content limit stays refused
 */
public record SimulatorLimits(
    int core,
    int anonymous,
    int search,
    int anonymousSearch,
    int codeSearch,
    int graphql,
    Duration window,
    Duration shortWindow,
    int concurrency,
    int restPoints,
    int graphqlPoints,
    int contentPerMinute,
    int contentPerHour,
    Duration secondaryPause) {

  /** What GitHub documents for github.com. */
  public static final SimulatorLimits DEFAULTS =
      new SimulatorLimits(
          5_000,
          60,
          30,
          10,
          10,
          5_000,
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          100,
          900,
          2_000,
          80,
          500,
          Duration.ofMinutes(1));

  public SimulatorLimits {
    atLeastZero("core", core);
    atLeastZero("anonymous", anonymous);
    atLeastZero("search", search);
    atLeastZero("anonymous_search", anonymousSearch);
    atLeastZero("code_search", codeSearch);
    atLeastZero("graphql", graphql);
    atLeastZero("concurrency", concurrency);
    atLeastZero("rest_points", restPoints);
    atLeastZero("graphql_points", graphqlPoints);
    atLeastZero("content_per_minute", contentPerMinute);
    atLeastZero("content_per_hour", contentPerHour);
    positive("window", window);
    positive("short_window", shortWindow);
    positive("secondary_pause", secondaryPause);
  }

  /** Quotas and secondary limits that no test reaches. */
  public static SimulatorLimits unlimited() {
    int much = Integer.MAX_VALUE;
    return new SimulatorLimits(
        much,
        much,
        much,
        much,
        much,
        much,
        DEFAULTS.window,
        DEFAULTS.shortWindow,
        much,
        much,
        much,
        much,
        much,
        DEFAULTS.secondaryPause);
  }

  /** These limits with windows and pauses of another length. */
  public SimulatorLimits withWindow(Duration length) {
    return new SimulatorLimits(
        core,
        anonymous,
        search,
        anonymousSearch,
        codeSearch,
        graphql,
        length,
        length,
        concurrency,
        restPoints,
        graphqlPoints,
        contentPerMinute,
        contentPerHour,
        length);
  }

  /** These limits with another GraphQL quota. */
  public SimulatorLimits withGraphql(int points) {
    return new SimulatorLimits(
        core,
        anonymous,
        search,
        anonymousSearch,
        codeSearch,
        points,
        window,
        shortWindow,
        concurrency,
        restPoints,
        graphqlPoints,
        contentPerMinute,
        contentPerHour,
        secondaryPause);
  }

  /** These limits with another core quota. */
  public SimulatorLimits withCore(int requests) {
    return new SimulatorLimits(
        requests,
        anonymous,
        search,
        anonymousSearch,
        codeSearch,
        graphql,
        window,
        shortWindow,
        concurrency,
        restPoints,
        graphqlPoints,
        contentPerMinute,
        contentPerHour,
        secondaryPause);
  }

  /** The primary limit of a kind of principal for a resource. */
  int limit(Resource resource, boolean authenticated) {
    return switch (resource) {
      case CORE -> authenticated ? core : anonymous;
      case SEARCH -> authenticated ? search : anonymousSearch;
      case CODE_SEARCH -> authenticated ? codeSearch : 0;
      case GRAPHQL -> authenticated ? graphql : 0;
      default -> authenticated ? resource.usualLimit() : 0;
    };
  }

  /** The length of a resource's window. */
  Duration windowOf(Resource resource) {
    return resource.perMinute() ? shortWindow : window;
  }

  private static void atLeastZero(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
    }
  }

  private static void positive(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }
}
