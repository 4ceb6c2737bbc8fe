package dev.headgate.core.graphql;

/**
 * What a call will cost at most, by GitHub's formula: the requests needed for each unique
 * connection, with every connection full to its {@code first} or {@code last} (GitHub Docs, "Rate
 * limits and query limits for the GraphQL API").
 *
 * @param requests the requests that all connections need; 0 or more
 * @param nodes the nodes that they can bring; 0 or more
 */
public record GraphqlCost(long requests, long nodes) {
  /** What a call without connections costs, and one that could not be read is taken to cost. */
  public static final GraphqlCost LEAST = new GraphqlCost(0, 0);

  /** GitHub refuses a call that could bring more, without running it. */
  public static final long MOST_NODES = 500_000;

  private static final long REQUESTS_PER_POINT = 100;

  /** Validates that nothing is negative. */
  public GraphqlCost {
    if (requests < 0 || nodes < 0) {
      throw new IllegalArgumentException(
          "requests, nodes: %d, %d (expected: 0 or more)".formatted(requests, nodes));
    }
  }

  /**
   * The points it takes of the primary limit: a hundredth of the requests, rounded, at least 1; and
   * 1 where GitHub will refuse to run it.
   */
  public long points() {
    return refused() ? 1 : Math.max(1, (requests + REQUESTS_PER_POINT / 2) / REQUESTS_PER_POINT);
  }

  /** Whether it asks for more nodes than GitHub allows. */
  public boolean refused() {
    return nodes > MOST_NODES;
  }
}
