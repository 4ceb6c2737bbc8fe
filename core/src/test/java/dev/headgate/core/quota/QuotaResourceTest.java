package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaResourceTest {
  @ParameterizedTest
  @CsvSource({
    "/, core",
    "/user, core",
    "/users/octocat/repos, core",
    "/repos/o/r, core",
    "/repos/o/r/issues, core",
    "/repos/o/r/pulls, core",
    "/repos/search/code, core",
    "/rate_limit, core",
    "/search/issues, search",
    "/search/repositories, search",
    "/search/code, code_search",
    "/graphql, graphql",
    "/app-manifests/abc/conversions, integration_manifest",
    "/repos/o/r/code-scanning/sarifs, code_scanning_upload",
    "/repos/o/r/code-scanning/alerts, core",
    "/repos/o/r/code-scanning/alerts/7/autofix, code_scanning_autofix",
    "/repos/o/r/actions/runners/registration-token, actions_runner_registration",
    "/orgs/o/actions/runners/generate-jitconfig, actions_runner_registration",
    "/orgs/o/actions/runners, core",
    "/scim/v2/organizations/o/Users, scim",
    "/repos/o/r/dependency-graph/snapshots, dependency_snapshots",
    "/repos/o/r/dependency-graph/sbom, dependency_sbom",
    "/orgs/o/audit-log, audit_log",
    "/enterprises/e/audit-log/streams, audit_log_streaming",
    "/enterprises/e/audit-log/streams/1, audit_log_streaming",
  })
  void guessesTheCounterOfAPath(String path, String resource) {
    assertThat(QuotaResource.of(path)).isEqualTo(resource);
  }
}
