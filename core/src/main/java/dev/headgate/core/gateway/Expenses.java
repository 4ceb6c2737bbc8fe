package dev.headgate.core.gateway;

import dev.headgate.core.admission.Cost;
import dev.headgate.core.http.RouteTemplate;
import dev.headgate.core.http.Target;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request takes of GitHub's limits, as far as can be told before it is sent (GitHub Docs,
 * "Rate limits for the REST API", "Calculating points for the secondary rate limit"). A GraphQL
 * mutation is a write, and so is a call that could not be read; either may create content as well.
 */
public final class Expenses {
  private static final int READ = 1;
  private static final int WRITE = 5;
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** Where a POST makes something that people are notified of. */
  private static final Pattern CREATES =
      Pattern.compile(
          ".*/(?:issues|pulls|comments|replies|reviews|releases|discussions|invitations|forks"
              + "|gists|repos|deployments|hooks|milestones|generate)");

  private Expenses() {}

  /** Those of a request, as far as it was read. */
  static Cost of(ApiRequest request) {
    String path = request.target().path();
    boolean creates =
        request.graphql()
            ? request.writes() && request.call().creates()
            : creates(request.method(), path);
    return of(path, request.points(), request.writes(), creates);
  }

  /** Those of a request of which no more is known; a GraphQL call is taken for a plain query. */
  public static Cost of(String method, Target target) {
    boolean graphql = target.path().equals("/graphql");
    boolean free = target.path().equals("/rate_limit");
    boolean write = !graphql && !READS.contains(method);
    return of(target.path(), free ? 0 : 1, write, creates(method, target.path()));
  }

  private static boolean creates(String method, String path) {
    return method.equals("POST") && CREATES.matcher(path).matches();
  }

  private static Cost of(String path, long points, boolean write, boolean creates) {
    return new Cost(points, write ? WRITE : READ, RouteTemplate.of(path), write, creates);
  }
}
