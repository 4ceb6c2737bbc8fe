package dev.headgate.core.admission;

import static java.util.Objects.requireNonNull;

/**
 * What one request takes of GitHub's limits, as far as can be told before it is sent (GitHub Docs,
 * "Rate limits for the REST API" and "… for the GraphQL API").
 *
 * @param points of the primary quota; 0 for what is free
 * @param secondary points of the limit per minute: 1 for a read, 5 for a write
 * @param endpoint the endpoint's template, to which the limit per minute applies
 * @param write whether it changes something: writes keep a distance from each other
 * @param creates whether it creates content, which has limits per minute and hour of its own
 */
public record Cost(long points, long secondary, String endpoint, boolean write, boolean creates) {

  public Cost {
    requireNonNull(endpoint, "endpoint");
    if (points < 0 || secondary < 0) {
      throw new IllegalArgumentException(
          "points, secondary: %d, %d (expected: 0 or more)".formatted(points, secondary));
    }
  }
}
