package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.archive.HandmadeZip;
import dev.headgate.server.testing.MirrorFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JUnitReportTasksTest {
  private final MirrorFixture mirror =
      MirrorFixture.start(
          "GITHUB_TOKEN", "octocat-token", "HEADGATE_API_KEYS", "ci:key-of-ci-0123456789");
  private final TaskClient ci = new TaskClient(mirror, "X-Headgate-Key", "key-of-ci-0123456789");

  @AfterAll
  void close() {
    mirror.close();
  }

  /** An artifact named {@code reports} of that run and commit, with a letter for each test. */
  private JsonNode report(int run, String commit, String outcomes) {
    StringBuilder xml = new StringBuilder("<testsuite name=\"s\">");
    for (int i = 0; i < outcomes.length(); i++) {
      xml.append("<testcase classname=\"C\" name=\"t%d\" time=\"0.5\">".formatted(i));
      xml.append(outcomes.charAt(i) == 'f' ? "<failure message=\"no\"/>" : "");
      xml.append("</testcase>");
    }
    String text = xml + "</testsuite>";
    String path = "/repos/acme/shop/actions/artifacts/" + run;
    byte[] zip =
        new HandmadeZip()
            .file("reports/TEST-a.xml", text.getBytes(UTF_8), 8, HandmadeZip.STREAMED)
            .file("log.txt", "nothing of interest")
            .closed();
    mirror.github().put(path + "/zip", "application/zip", zip);
    mirror
        .github()
        .putJson(
            path,
            "{\"id\":%d,\"name\":\"reports\",\"size_in_bytes\":%d,\"digest\":null,\"workflow_run\":{\"id\":%d,\"head_sha\":\"%s\"}}"
                .formatted(run, zip.length, run, commit));
    String id =
        ci.accepted(
            "{'kind':'junit-report','payload':{'owner':'acme','repo':'shop','artifact_id':%d}}"
                .formatted(run));
    return ci.inState(id, "succeeded").path("result");
  }

  @Test
  void tellsWhatFailedAndWhatIsFlakyOverRuns() {
    JsonNode first = report(101, "aaa", "ppp");
    assertThat(first.path("tests").asInt()).isEqualTo(3);
    assertThat(first.path("passed").asInt()).isEqualTo(3);
    assertThat(first.path("millis").asInt()).isEqualTo(1_500);
    assertThat(first.path("runs_compared").asInt()).isZero();
    assertThat(first.path("flaky").asInt()).isZero();

    JsonNode second = report(102, "aaa", "pfp");
    assertThat(second.path("runs_compared").asInt()).isEqualTo(1);
    assertThat(second.path("failed").asInt()).isEqualTo(1);
    assertThat(second.path("failures").path(0).path("test").asText()).isEqualTo("C.t1");
    assertThat(second.path("failures").path(0).path("message").asText()).isEqualTo("no");
    assertThat(second.path("flaky_tests").path(0).asText()).isEqualTo("C.t1");

    JsonNode third = report(103, "bbb", "ppf");
    assertThat(third.path("runs_compared").asInt()).isEqualTo(2);
    assertThat(third.path("flaky_tests")).hasSize(1);
    // Once more: the same run is compared with those before it, not with itself.
    assertThat(report(103, "bbb", "ppf")).isEqualTo(third);
  }

  @Test
  void anArtifactWithoutReportsFails() {
    mirror
        .github()
        .put(
            "/repos/acme/shop/actions/artifacts/55/zip",
            "application/zip",
            new HandmadeZip().file("a.txt", "x").closed());
    String id =
        ci.accepted(
            "{'kind':'junit-report','payload':{'owner':'acme','repo':'shop','artifact_id':55}}");
    assertThat(ci.inState(id, "failed").path("reason").asText()).contains("holds no JUnit XML");
  }
}
