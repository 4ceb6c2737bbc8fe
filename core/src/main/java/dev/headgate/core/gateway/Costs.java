package dev.headgate.core.gateway;

import dev.headgate.core.admission.Cost;
import dev.headgate.core.http.RouteTemplate;
import java.util.regex.Pattern;

/**
 * What a request takes of GitHub's limits, as far as can be told before it is sent (GitHub Docs,
 * "Rate limits for the REST API", "Calculating points for the secondary rate limit").
 */
final class Costs {
  private static final int READ = 1;
  private static final int WRITE = 5;

  /** Where a POST makes something that people are notified of. */
  private static final Pattern CREATES =
      Pattern.compile(
          ".*/(?:issues|pulls|comments|replies|reviews|releases|discussions|invitations|forks"
              + "|gists|repos|deployments|hooks|milestones|generate)");

  private Costs() {}

  static Cost of(ApiRequest request) {
    String path = request.target().path();
    String endpoint = RouteTemplate.of(path);
    // GitHub's account of the quota costs none of it.
    long points = path.equals("/rate_limit") ? 0 : 1;
    boolean write = !request.safe() && !request.graphql();
    boolean creates = request.method().equals("POST") && CREATES.matcher(path).matches();
    return new Cost(points, write ? WRITE : READ, endpoint, write, creates);
  }
}
