package dev.headgate.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTemplateTest {
  @ParameterizedTest
  @CsvSource({
    "/repos/octocat/hello, /repos/{owner}/{repo}",
    "/repos/octocat/hello/issues, /repos/{owner}/{repo}/issues",
    "/repos/octocat/hello/issues/7, /repos/{owner}/{repo}/issues/{number}",
    "/repos/octocat/hello/issues/7/comments, /repos/{owner}/{repo}/issues/{number}/comments",
    "/repos/octocat/hello/issues/comments/9, /repos/{owner}/{repo}/issues/comments/{id}",
    "/repos/octocat/hello/contents/a/b/c.txt, /repos/{owner}/{repo}/contents/{path}",
    "/repos/octocat/hello/contents, /repos/{owner}/{repo}/contents",
    "/repos/octocat/hello/git/ref/heads/main, /repos/{owner}/{repo}/git/ref/{ref}",
    "/repos/octocat/hello/git/refs, /repos/{owner}/{repo}/git/refs",
    "/repos/octocat/hello/git/trees/abc, /repos/{owner}/{repo}/git/trees/{sha}",
    "/repos/octocat/hello/commits/main/check-runs, /repos/{owner}/{repo}/commits/{ref}/check-runs",
    "/repos/octocat/hello/statuses/abc, /repos/{owner}/{repo}/statuses/{sha}",
    "/repos/octocat/hello/check-runs/1, /repos/{owner}/{repo}/check-runs/{id}",
    "/repos/o/r/pulls/1/reviews/2/comments,"
        + " /repos/{owner}/{repo}/pulls/{number}/reviews/{id}/comments",
    "/repos/o/r/actions/runs/1/jobs, /repos/{owner}/{repo}/actions/runs/{id}/jobs",
    "/repos/o/r/actions/artifacts/1/zip,"
        + " /repos/{owner}/{repo}/actions/artifacts/{id}/{archive_format}",
    "/repos/o/r/releases/latest, /repos/{owner}/{repo}/releases/latest",
    "/repos/o/r/releases/12, /repos/{owner}/{repo}/releases/{id}",
    "/repos/o/r/branches/feature%2Fx, /repos/{owner}/{repo}/branches/{branch}",
    "/repos/o/r/compare/main...dev, /repos/{owner}/{repo}/compare/{basehead}",
    "/repositories/1296269/issues, /repositories/{id}/issues",
    "/repositories, /repositories",
    "/users/octocat, /users/{username}",
    "/users/octocat/repos, /users/{username}/repos",
    "/user, /user",
    "/user/repos, /user/repos",
    "/user/583231/repos, /user/{id}/repos",
    "/orgs/github/repos, /orgs/{org}/repos",
    "/orgs/github/teams/core/members, /orgs/{org}/teams/{team_slug}/members",
    "/organizations/9919/repos, /organizations/{id}/repos",
    "/organizations/9919/team/3/members, /organizations/{id}/team/{team_slug}/members",
    "/search/issues, /search/issues",
    "/app/installations/5/access_tokens, /app/installations/{id}/access_tokens",
    "/rate_limit, /rate_limit",
    "/graphql, /graphql",
    "/gists/public, /gists/public",
    "/gists/aa5a315d61ae9438b18d, /gists/{id}",
  })
  void namesGithubsRoutesAsItsDocumentationDoes(String path, String template) {
    assertThat(RouteTemplate.of(path)).isEqualTo(template);
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz, /healthz",
    "/metrics, /metrics",
    "/api/v1/health, /api/v1/health",
    "/api/v1/limits/explain, /api/v1/limits/explain",
    "/api/v1/limits/reads, /api/v1/limits/{rule}",
    "/api/v1/tasks/42/retry, /api/v1/tasks/{id}/retry",
    "/webhooks/github, /webhooks/github",
  })
  void namesItsOwnEndpointsAsTheyAre(String path, String template) {
    assertThat(RouteTemplate.of(path)).isEqualTo(template);
  }

  @Test
  void countsTheEnterpriseFormWithTheOrdinaryOne() {
    assertThat(RouteTemplate.of("/api/v3/repos/o/r")).isEqualTo("/repos/{owner}/{repo}");
    assertThat(RouteTemplate.of("/api/v3")).isEqualTo("/");
    assertThat(RouteTemplate.of("/api/v3/")).isEqualTo("/");
    assertThat(RouteTemplate.of("/api/graphql")).isEqualTo("/graphql");
    assertThat(RouteTemplate.of("/api/v30/repos")).isEqualTo("/api/*");
  }

  @Test
  void takesNamesThatLookLikeWordsOfTheApiForNames() {
    assertThat(RouteTemplate.of("/repos/issues/pulls/contents/issues"))
        .isEqualTo("/repos/{owner}/{repo}/contents/{path}");
    assertThat(RouteTemplate.of("/users/repos/repos")).isEqualTo("/users/{username}/repos");
  }

  @Test
  void endsWhereItsKnowledgeEnds() {
    assertThat(RouteTemplate.of("/wp-admin/setup.php")).isEqualTo("other");
    assertThat(RouteTemplate.of("/repos/o/r/novelty/7/x")).isEqualTo("/repos/{owner}/{repo}/*");
    assertThat(RouteTemplate.of("/repos/o/r/issues/7/novelty"))
        .isEqualTo("/repos/{owner}/{repo}/issues/{number}/*");
    assertThat(RouteTemplate.of("/healthz/secret")).isEqualTo("/healthz/*");
  }

  @Test
  void bearsPathsThatAreNone() {
    assertThat(RouteTemplate.of("")).isEqualTo("other");
    assertThat(RouteTemplate.of("repos/o/r")).isEqualTo("other");
    assertThat(RouteTemplate.of("*")).isEqualTo("other");
    assertThat(RouteTemplate.of("//")).isEqualTo("other");
    assertThat(RouteTemplate.of("/")).isEqualTo("/");
    assertThat(RouteTemplate.of("/repos//r")).isEqualTo("/repos/*");
    assertThat(RouteTemplate.of("/repos/o/r/")).isEqualTo("/repos/{owner}/{repo}");
  }

  @Test
  void neverLeavesItsFiniteSetWhateverThePath() {
    Set<String> all = RouteTemplate.all();
    String[] words = String.join("/", all).replaceAll("[{}*]", "").split("/");
    Random random = new Random(7);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 300_000; i++) {
      seen.add(RouteTemplate.of(path(random, words)));
    }
    assertThat(all).hasSizeLessThan(3_000).containsAll(seen);
    assertThat(seen).hasSizeGreaterThan(100);
  }

  @Test
  void refusesAListThatNamesOnePlaceholderTwice() {
    RouteTemplateNode root = RouteTemplateNode.root();
    root.add("users/{username}");
    assertThatThrownBy(() -> root.add("users/{login}/repos"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("{login}");
    assertThatThrownBy(() -> root.add("users//repos")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesEveryTemplateBackToItself() {
    for (String template : RouteTemplate.all()) {
      if (template.startsWith("/") && !template.endsWith("/*")) {
        assertThat(RouteTemplate.of(template)).isEqualTo(template);
      }
    }
  }

  private static String path(Random random, String[] words) {
    StringJoiner path = new StringJoiner("/", "/", random.nextInt(5) == 0 ? "/" : "");
    for (int depth = random.nextInt(12); depth >= 0; depth--) {
      boolean known = random.nextInt(4) > 0;
      path.add(known ? words[random.nextInt(words.length)] : Long.toString(random.nextLong(), 36));
    }
    return path.toString();
  }
}
