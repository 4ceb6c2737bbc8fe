package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.header;
import static dev.headgate.github.simulator.SimulatorClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DownloadsTest {
  private static final String ZIP = "/repos/o/r/actions/artifacts/5/zip";

  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void redirectsToABlobOnAnotherPortWhoseDigestTheArtifactTells() throws Exception {
    String location = location(ZIP);
    assertThat(URI.create(location).getPort())
        .isEqualTo(client.simulator.blobPort())
        .isNotEqualTo(client.simulator.port());
    HttpResponse<byte[]> blob = client.bytes(location);
    HttpResponse<String> artifact = client.get("/repos/o/r/actions/artifacts/5");
    assertThat(json(artifact).path("digest").asText())
        .isEqualTo("sha256:" + Digests.sha256Hex(blob.body()));
    assertThat(json(artifact).path("size_in_bytes").asInt()).isEqualTo(blob.body().length);
    assertThat(header(blob, "ETag")).matches("\"0x8D[0-9A-F]{12}\"");
  }

  @Test
  void refusesCredentialsAndExpiredOrForgedSignatures() throws Exception {
    String location = location(ZIP);
    assertThat(client.get(location, "Authorization", OCTOCAT).statusCode()).isEqualTo(401);
    assertThat(client.get(location.replace("/5/", "/6/")).statusCode()).isEqualTo(403);
    client.advance(Duration.ofSeconds(59));
    assertThat(client.get(location).statusCode()).isEqualTo(200);
    client.advance(Duration.ofSeconds(1));
    HttpResponse<String> late = client.get(location);
    assertThat(late.statusCode()).isEqualTo(403);
    assertThat(late.body())
        .contains("AuthenticationFailed", "not valid in the specified time frame");
  }

  @Test
  void resumesByRangeAndEntityTag() throws Exception {
    client.simulator.putGenerated(ZIP, "application/zip", 1_000);
    String location = location(ZIP);
    HttpResponse<String> part = client.get(location, "Range", "bytes=990-");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(header(part, "Content-Range")).isEqualTo("bytes 990-999/1000");
    assertThat(part.body()).hasSize(10).startsWith(letter(990));
    assertThat(client.get(location, "Range", "bytes=2-3").body()).isEqualTo(letter(2) + letter(3));
    HttpResponse<String> beyond = client.get(location, "Range", "bytes=1000-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */1000");
    String tag = header(part, "ETag");
    assertThat(client.get(location, "If-Match", tag).statusCode()).isEqualTo(200);
    assertThat(client.get(location, "If-Match", "\"0x8D0\"").statusCode()).isEqualTo(412);
  }

  @Test
  void saysThatAnExpiredArtifactIsGone() throws Exception {
    assertThat(
            client
                .get("/repos/o/r/actions/artifacts/10/zip", "Authorization", OCTOCAT)
                .statusCode())
        .isEqualTo(410);
    assertThat(json(client.get("/repos/o/r/actions/artifacts/10")).path("expired").asBoolean())
        .isTrue();
  }

  @Test
  void redirectsLogsAndArchivesToo() throws Exception {
    assertThat(client.get(location("/repos/o/r/actions/runs/1/logs")).statusCode()).isEqualTo(200);
    String archive = location("/repos/o/r/tarball/feature%2Fone");
    client.advance(Duration.ofMinutes(4));
    assertThat(header(client.get(archive), "Content-Type")).isEqualTo("application/x-gzip");
  }

  @Test
  void breaksDownloadsWhenAScenarioNamesTheirPath() throws Exception {
    String location = location(ZIP);
    client.simulator.play(Scenario.outage(503));
    assertThat(client.get(location).statusCode()).isEqualTo(200);
    client.simulator.play(Scenario.outage(503).forPath("/_blob/**").times(1));
    assertThat(client.get(location).statusCode()).isEqualTo(503);
    assertThat(client.get(location).statusCode()).isEqualTo(200);
  }

  private String location(String path) throws Exception {
    HttpResponse<String> redirect = client.get(path, "Authorization", OCTOCAT);
    assertThat(redirect.statusCode()).isEqualTo(302);
    return header(redirect, "Location");
  }

  private static String letter(long index) {
    return Character.toString(GitHubSimulator.patternByte(index));
  }
}
