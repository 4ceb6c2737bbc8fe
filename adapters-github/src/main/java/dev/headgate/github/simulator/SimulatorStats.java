package dev.headgate.github.simulator;

import java.util.List;
import java.util.Map;

/**
 * What the simulator counted since it started or was last cleared.
 *
 * @param requests API requests that arrived, whatever became of them
 * @param conditional those of them that carried a validator
 * @param notModified 304 answers
 * @param blobs requests to signed URLs
 * @param endpoints requests by {@code METHOD template}
 * @param statuses answers by status; connections that got none are missing here
 * @param spent primary quota spent, by {@code principal resource}
 * @param refused requests refused, by reason
 * @param highestConcurrency most API requests in flight at once
 * @param inFlight API requests in flight now
 * @param pointsPerMinute by {@code principal endpoint}: points of the last minute, most of any
 */
public record SimulatorStats(
    long requests,
    long conditional,
    long notModified,
    long blobs,
    Map<String, Long> endpoints,
    Map<String, Long> statuses,
    Map<String, Long> spent,
    Map<String, Long> refused,
    int highestConcurrency,
    int inFlight,
    Map<String, List<Integer>> pointsPerMinute) {

  public SimulatorStats {
    endpoints = Map.copyOf(endpoints);
    statuses = Map.copyOf(statuses);
    spent = Map.copyOf(spent);
    refused = Map.copyOf(refused);
    pointsPerMinute = Map.copyOf(pointsPerMinute);
  }

  /** All primary quota spent, over principals and resources. */
  public long totalSpent() {
    return spent.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Requests to one endpoint, such as {@code GET /repos/{owner}/{repo}}. */
  public long requestsTo(String endpoint) {
    return endpoints.getOrDefault(endpoint, 0L);
  }
}
