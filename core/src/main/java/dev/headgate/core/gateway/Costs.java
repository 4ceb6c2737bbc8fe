package dev.headgate.core.gateway;

import dev.headgate.core.admission.Cost;
import dev.headgate.core.http.RouteTemplate;
import java.util.regex.Pattern;

/**
 * What a request takes of GitHub's limits, as far as can be told before it is sent (GitHub Docs,
 * "Rate limits for the REST API", "Calculating points for the secondary rate limit"). A GraphQL
 * mutation is a write, and so is a call that could not be read.
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
    boolean write = request.writes();
    boolean creates = request.method().equals("POST") && CREATES.matcher(path).matches();
    return new Cost(request.points(), write ? WRITE : READ, endpoint, write, creates);
  }
}
