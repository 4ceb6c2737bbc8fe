package dev.headgate.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.webhook.InvalidationMap;
import dev.headgate.github.simulator.Hook;
import dev.headgate.github.simulator.SimulatorLimits;
import dev.headgate.server.testing.MirrorFixture;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each event makes the mirror forget, and what it leaves alone: a payload of GitHub's shape,
 * signed, delivered by the simulated GitHub over HTTP.
 */
class InvalidationTest {
  private static final String SECRET = "the secret of the hook";
  private static final String TOKEN = "ghp_forgetting";
  private static final String OTHER = "/repos/faraway/other";
  private static final String SHA = "6dcb09b5b57875f334f61aebed695e2e4193db5e";

  /** A case: the payload, then what goes (+) and what stays (-), below the repository with ~. */
  private static final String CASES =
      """
      push                + ~ ~/branches ~/branches/main ~/commits ~/commits/main ~/contents/src/Valve.java ~/readme ~/git/refs/heads/main ~/git/trees/main ~/compare/v1...main ~/pulls/42 /orgs/acme/repos - ~/issues/17 ~/labels ~/releases/latest ~/branches/other ~/commits/@/check-runs ~/git/trees/@
      push-slashed        + ~/branches/fix%2Fvalve ~/commits/fix/valve ~/commits ~/contents - ~/branches/fixed ~/issues ~/actions/runs
      push-tag            + ~/tags ~/git/refs/tags/v1.2.0 ~/commits/v1.2.0 - ~/releases ~/issues ~/branches/main
      create              + ~/branches ~/branches/fix%2Fvalve ~/git/matching-refs/heads ~ - ~/branches/main ~/issues ~/contents
      delete              + ~/tags ~/git/refs/tags/v0.9 - ~/branches/main ~/pulls ~/contents
      pull_request        + ~/pulls ~/pulls/42 ~/pulls/42/files ~/issues/42 ~/issues ~/commits/@/pulls ~ - ~/pulls/43 ~/issues/17 ~/contents ~/commits/main
      pull_request_review + ~/pulls/42/reviews ~/pulls/42 ~/pulls - ~/pulls/43 ~/contents ~/labels
      pull_request_review_comment + ~/pulls/42/comments ~/pulls/comments ~/pulls/comments/60401 - ~/pulls/comments/60402 ~/pulls/7
      pull_request_review_thread  + ~/pulls/42 - ~/pulls/43 ~/commits
      issues              + ~/issues ~/issues/17 ~/issues/17/timeline ~/issues/17/labels ~/milestones/3 ~ /orgs/acme/issues - ~/issues/18 ~/pulls ~/pulls/42 ~/contents ~/labels
      issues-transferred  + ~/issues/17 ~/issues /repos/acme/parts/issues /repos/acme/parts/issues/5 - /repos/acme/parts/issues/6 ~/pulls
      issue_comment       + ~/issues/17/comments ~/issues/17 ~/issues/comments ~/issues/comments/50701 ~/issues - ~/issues/18 ~/issues/comments/50799 ~/pulls/42 ~
      issue_comment-pull  + ~/issues/42/comments ~/pulls/42 ~/pulls - ~/issues/17 ~/pulls/43
      commit_comment      + ~/comments ~/comments/40801 ~/commits/@/comments ~/commits/@ - ~/comments/40802 ~/branches ~/issues
      check_run           + ~/check-runs/128620 ~/commits/@/check-runs ~/commits/@/check-suites ~/check-suites/55501/check-runs ~/commits/fix/valve/check-runs ~/pulls/42 - ~/check-runs/128621 ~/commits/@/status ~/pulls/43 ~/pulls ~/commits/main/check-runs
      check_suite         + ~/check-suites/55501 ~/commits/@/check-suites ~/commits/fix%2Fvalve/check-runs - ~/check-suites/55502 ~/check-runs/128621 ~/commits/@/status
      status              + ~/commits/@/status ~/commits/@/statuses ~/statuses/@ ~/commits/fix%2Fvalve/status - ~/commits/main/status ~/commits/@/check-runs ~/issues
      workflow_run        + ~/actions/runs ~/actions/runs/30433642/jobs ~/actions/workflows/159038/runs ~/actions/workflows/build.yml/runs ~/actions/artifacts - ~/actions/runs/30433643 ~/actions/workflows/other.yml/runs ~/actions/workflows ~/issues
      workflow_job        + ~/actions/jobs/21454796 ~/actions/runs/30433642/jobs ~/actions/runs ~/commits/@/check-runs - ~/actions/jobs/21454797 ~/actions/workflows ~/issues
      release             + ~/releases ~/releases/latest ~/releases/17372/assets ~/releases/tags/v1.2.0 ~/tags - ~/releases/17371 ~/releases/tags/v1.1.0 ~/issues ~
      repository          + ~ ~/topics ~/issues /orgs/acme/repos - /users/mona-dev
      repository-renamed  + ~ ~/issues /repos/acme/missile /repos/acme/missile/issues/1 - /repos/acme/parts
      repository-transferred + ~/contents /repos/lin-ops/rocket /repos/lin-ops/rocket/pulls/1 /users/lin-ops/repos - /repos/lin-ops/tools
      repository-privatized  + ~ ~/issues/17 ~/contents/src/Valve.java - /repos/acme/parts
      public              + ~ ~/issues - /repos/acme/parts
      member              + ~/collaborators ~ ~/issues/17 /orgs/acme/repos - /repos/acme/parts /orgs/acme/members
      fork                + ~/forks ~ - ~/issues ~/branches
      star                + ~ ~/stargazers /users/mona-dev/starred - ~/issues /users/lin-ops/starred
      watch               + ~ ~/stargazers - ~/issues
      label               + ~/labels ~/labels/defect ~/issues/17 ~/issues ~/pulls/42 - ~/contents ~/branches ~
      label-created       + ~/labels - ~/issues/17 ~/pulls/42
      milestone           + ~/milestones/3 ~/milestones ~/issues/17 ~/pulls - ~/labels ~/commits
      deployment          + ~/deployments ~/deployments/4419 ~/environments - ~/deployments/4420 ~/commits
      deployment_status   + ~/deployments/4419/statuses - ~/deployments/4420/statuses ~/commits/@/status
      branch_protection_rule + ~/branches/main/protection ~/branches ~/rules/branches/main - ~/commits ~/contents
      repository_ruleset  + ~/rulesets/3321 ~/rules/branches/main ~/branches - ~/contents ~/tags
      page_build          + ~/pages ~/pages/builds - ~/deployments ~/contents
      team                + /orgs/acme/teams /orgs/acme/teams/engines /teams/3201 - ~ /orgs/acme/members
      team_add            + ~ ~/teams ~/issues/17 /teams/3201 - /repos/acme/parts
      membership          + /teams/3201/members /orgs/acme/teams ~/issues/17 /repos/acme/parts /orgs/acme/members - /repos/lin-ops/tools /orgs/other/teams
      organization        + /orgs/acme /orgs/acme/members ~ /repos/acme/parts /users/lin-ops/orgs - /repos/lin-ops/tools /orgs/other
      installation        + ~ /orgs/acme/installation /installation/repositories - /repos/acme/parts
      installation_repositories + ~/issues /installation/repositories - /repos/acme/parts
      ping                + - ~ ~/issues /orgs/acme
      """;

  private static MirrorFixture mirror;

  @BeforeAll
  static void start() {
    mirror =
        MirrorFixture.start("GITHUB_WEBHOOK_SECRET", SECRET, "GITHUB_SECONDARY_LIMITS", "false");
    mirror.github().limits(SimulatorLimits.unlimited());
  }

  @AfterAll
  static void stop() {
    mirror.close();
  }

  static List<String> cases() {
    return CASES.lines().toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void forgetsWhatTheEventSpeaksOfAndNothingElse(String line) {
    String[] parts = line.split("\\s+[+-](?=\\s)", 3);
    String payload = parts[0].strip();
    List<String> goes = paths(parts[1]);
    List<String> stays = new ArrayList<>(paths(parts[2]));
    stays.add(OTHER + "/issues/17");
    for (String path : goes) {
      warm(path);
    }
    for (String path : stays) {
      warm(path);
    }
    String event = payload.replaceAll("-.*", "");
    double before = processed(event);

    assertThat(deliver(event, payload)).isIn(200, 202);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(processed(event)).isEqualTo(before + 1));

    assertThat(goes)
        .as("forgotten")
        .allSatisfy(path -> assertThat(read(path)).isEqualTo("ONLINE_MISS"));
    assertThat(stays).as("kept").allSatisfy(path -> assertThat(read(path)).isEqualTo("ONLINE_HIT"));
  }

  @Test
  void everyEventOfTheMapHasACase() {
    Set<String> covered =
        cases().stream()
            .map(line -> line.split("[\\s-]", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    covered.remove("ping");
    assertThat(covered).isEqualTo(new TreeSet<>(InvalidationMap.events()));
  }

  private static List<String> paths(String words) {
    List<String> paths = new ArrayList<>();
    for (String word : words.strip().split("\\s+", -1)) {
      if (!word.isEmpty()) {
        paths.add(word.replace("~", "/repos/acme/rocket").replace("@", SHA));
      }
    }
    return paths;
  }

  private static void warm(String path) {
    mirror.github().putJson(path, "{\"at\":\"" + path + "\"}");
    mirror.get(path, TOKEN);
    assertThat(read(path)).as(path).isEqualTo("ONLINE_HIT");
  }

  private static String read(String path) {
    return MirrorFixture.cache(mirror.get(path, TOKEN));
  }

  private static int deliver(String event, String payload) {
    Hook hook = new Hook(URI.create(mirror.url() + "/webhooks/github"), SECRET, Set.of());
    return mirror.github().deliver(hook, event, Payloads.named(payload)).status();
  }

  private static double processed(String event) {
    Pattern series =
        Pattern.compile(
            "webhook_deliveries_total\\{event=\"" + event + "\",result=\"processed\"} (\\S+)");
    Matcher found = series.matcher(mirror.get("/metrics", "").body());
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }
}
