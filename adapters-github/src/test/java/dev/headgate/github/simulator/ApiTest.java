package dev.headgate.github.simulator;

import static dev.headgate.github.simulator.SimulatorClient.OCTOCAT;
import static dev.headgate.github.simulator.SimulatorClient.header;
import static dev.headgate.github.simulator.SimulatorClient.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

  private final SimulatorClient client = new SimulatorClient();

  @AfterEach
  void stop() {
    client.close();
  }

  @Test
  void buildsApiUrlsFromTheRequestsHost() throws Exception {
    String answer = raw("GET /repos/o/r HTTP/1.1\r\nHost: mirror.example\r\nUser-Agent: x\r\n");
    assertThat(answer)
        .contains("\"url\":\"http://mirror.example/repos/o/r\"")
        .contains("\"issues_url\":\"http://mirror.example/repos/o/r/issues{/number}\"")
        .contains("\"html_url\":\"https://github.com/o/r\"");
  }

  @Test
  void refusesRequestsWithoutAUserAgent() throws Exception {
    assertThat(raw("GET /zen HTTP/1.1\r\nHost: x\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("administrative rules");
  }

  @Test
  void refusesAMalformedPathInJson() throws Exception {
    assertThat(raw("GET /repos/%2e%2e/x HTTP/1.1\r\nHost: x\r\nUser-Agent: x\r\n"))
        .startsWith("HTTP/1.1 400")
        .contains("\"message\":\"Bad Request\"");
  }

  @Test
  void announcesNoLengthOfANotModifiedAnswer() throws Exception {
    String tag = header(client.get("/zen"), "ETag");
    String answer =
        raw("GET /zen HTTP/1.1\r\nHost: x\r\nUser-Agent: x\r\nIf-None-Match: " + tag + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 304").doesNotContainIgnoringCase("content-length");
  }

  @Test
  void pagesThroughTheNumericForm() throws Exception {
    List<Integer> numbers = new ArrayList<>();
    String next = "/repos/o/r/issues?per_page=20&labels=x";
    while (!next.isEmpty()) {
      HttpResponse<String> page = client.get(next, "Authorization", OCTOCAT);
      json(page).forEach(issue -> numbers.add(issue.path("number").asInt()));
      Matcher matcher = NEXT.matcher(header(page, "Link"));
      next = matcher.find() ? matcher.group(1) : "";
      assertThat(next)
          .matches("|http://.*/repositories/\\d+/issues\\?per_page=20&labels=x&page=\\d");
    }
    assertThat(numbers).hasSize(45).doesNotHaveDuplicates();
  }

  @Test
  void omitsTheLinkOfASinglePage() throws Exception {
    HttpResponse<String> all = client.get("/repos/o/r/issues?per_page=100");
    assertThat(json(all)).hasSize(45);
    assertThat(all.headers().map()).doesNotContainKey("link");
    assertThat(client.get("/repos/o/empty-r/issues").body()).isEqualTo("[]");
  }

  @Test
  void createsEditsAndListsIssues() throws Exception {
    HttpResponse<String> created =
        client.send(
            "POST",
            "/repos/o/r/issues",
            "{\"title\":\"New\",\"labels\":[\"bug\"]}",
            "Authorization",
            OCTOCAT);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(json(created).path("number").asInt()).isEqualTo(46);
    assertThat(json(created).at("/user/login").asText()).isEqualTo("octocat");
    client.send(
        "PATCH", "/repos/o/r/issues/46", "{\"state\":\"closed\"}", "Authorization", OCTOCAT);
    assertThat(json(client.get(header(created, "Location"))).path("state").asText())
        .isEqualTo("closed");
    assertThat(json(client.get("/repos/o/r/issues?state=closed"))).hasSize(1);
    assertThat(json(client.get("/repos/o/r/issues?state=open&per_page=100"))).hasSize(45);
  }

  @ParameterizedTest
  @CsvSource({"'{}',422", "'{\"title\":\" \"}',422", "'nope',400", "'[]',400"})
  void rejectsABadIssue(String body, int status) throws Exception {
    HttpResponse<String> answer =
        client.send("POST", "/repos/o/r/issues", body, "Authorization", OCTOCAT);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).has("documentation_url")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "/repos/o/r,200",
    "/repos/o/missing-r,404",
    "/repos/o/r/nonsense,404",
    "/repos/o/r/branches/feature%2Fone,200",
    "/repos/o/r/branches/feature/one,200",
    "/repos/o/r/git/ref/heads%2Ffeature%2Fone,200",
    "/repos/o/r/contents/src%2FMain.java,200",
    "/repos/o/r/contents/a%25b.txt,200",
    "/repos/o/r/readme,200",
    "/repos/o/r/releases/latest,200",
    "/repos/o/r/commits/main/status,200",
    "/repos/o/r/pulls/3,200",
    "/repos/o/r/issues/46,404",
    "/repos/o/r/issues/1/comments,200",
    "/repos/o/r/actions/runs,200",
    "/api/v3/repos/o/r,200",
    "/orgs/acme/repos,200",
    "/meta,200",
    "/status,200",
    "/search/code?q=x,200",
    "/search/issues,422"
  })
  void answersEachKindOfPath(String path, int status) throws Exception {
    assertThat(client.get(path, "Authorization", OCTOCAT).statusCode()).isEqualTo(status);
  }

  @Test
  void namesABranchWithASlashAsItIs() throws Exception {
    JsonNode branch = json(client.get("/repos/o/r/branches/feature%2Fone"));
    assertThat(branch.path("name").asText()).isEqualTo("feature/one");
  }

  @ParameterizedTest
  @CsvSource({
    "application/vnd.github.raw+json,/repos/o/r/readme,# README.md,application/vnd.github.raw",
    "application/vnd.github.html+json,/repos/o/r/readme,<div,application/vnd.github.html",
    "application/vnd.github.diff,/repos/o/r/pulls/1,diff --git,application/vnd.github.diff",
    "application/vnd.github.patch,/repos/o/r/commits/main,From ,application/vnd.github.patch"
  })
  void honoursMediaTypes(String accept, String path, String start, String type) throws Exception {
    HttpResponse<String> answer = client.get(path, "Accept", accept);
    assertThat(answer.body()).startsWith(start);
    assertThat(header(answer, "Content-Type")).startsWith(type);
    assertThat(header(answer, "X-GitHub-Media-Type")).startsWith("github.v3; param=");
  }

  @Test
  void movesRenamedRepositoriesToTheirNumber() throws Exception {
    HttpResponse<String> moved = client.get("/repos/o/renamed-r/issues/1?x=%26");
    assertThat(moved.statusCode()).isEqualTo(301);
    assertThat(header(moved, "Location")).matches("http://.*/repositories/\\d+/issues/1\\?x=%26");
    assertThat(json(client.get(header(moved, "Location"))).path("number").asInt()).isEqualTo(1);
  }

  @Test
  void movesWritesToRenamedRepositoriesWithTheirMethod() throws Exception {
    HttpResponse<String> moved =
        client.send(
            "POST", "/repos/o/renamed-r/issues", "{\"title\":\"New\"}", "Authorization", OCTOCAT);
    assertThat(moved.statusCode()).isEqualTo(307);
    assertThat(header(moved, "Location")).matches("http://.*/repositories/\\d+/issues");
  }

  @ParameterizedTest
  @CsvSource({"2?state=all,15", "99999999999,30", "x,30", "-1,30"})
  void readsPagesAsLenientlyAsGitHub(String page, int expected) throws Exception {
    assertThat(json(client.get("/repos/o/r/issues?page=" + page))).hasSize(expected);
  }

  @Test
  void keepsUserTextThatLooksLikeLinks() throws Exception {
    JsonNode issue = json(client.get("/repos/o/r/issues/1"));
    assertThat(issue.path("body").asText())
        .contains(client.simulator.url() + "/repos/o/r/issues/1")
        .contains("https://api.github.com/zen");
  }

  @Test
  void hasAnObjectOfThirtyMembers() throws Exception {
    assertThat(json(client.get("/emojis"))).hasSize(30);
  }

  @Test
  void tellsUsersFromInstallations() throws Exception {
    assertThat(json(client.get("/user", "Authorization", OCTOCAT)).path("login").asText())
        .isEqualTo("octocat");
    HttpResponse<String> installation = client.get("/user", "Authorization", "token ghs_abc");
    assertThat(installation.statusCode()).isEqualTo(403);
    assertThat(json(installation).path("message").asText())
        .isEqualTo("Resource not accessible by integration");
    assertThat(client.get("/user").statusCode()).isEqualTo(401);
    assertThat(
            json(client.get("/installation/repositories", "Authorization", "token ghs_abc"))
                .path("total_count")
                .asInt())
        .isEqualTo(35);
  }

  @Test
  void mintsInstallationTokensForOneBudget() throws Exception {
    HttpResponse<String> minted =
        client.send(
            "POST", "/app/installations/9/access_tokens", "{}", "Authorization", "Bearer a.b.c");
    assertThat(minted.statusCode()).isEqualTo(201);
    String token = json(minted).path("token").asText();
    assertThat(token).startsWith("ghs_");
    client.get("/zen", "Authorization", "Bearer " + token);
    assertThat(client.simulator.stats().spent()).containsEntry("installation-9 core", 1L);
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<String> get = client.get("/repos/o/r");
    HttpResponse<String> head = client.send("HEAD", "/repos/o/r", "");
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "ETag")).isEqualTo(header(get, "ETag"));
    assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
  }

  @Test
  void asksEventPollersToWait() throws Exception {
    HttpResponse<String> events = client.get("/events", "Authorization", OCTOCAT);
    assertThat(header(events, "X-Poll-Interval")).isEqualTo("60");
    HttpResponse<String> again =
        client.get("/events", "Authorization", OCTOCAT, "If-None-Match", header(events, "ETag"));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(header(again, "X-Poll-Interval")).isEqualTo("60");
  }

  @Test
  void measuresUploadsWithoutKeepingThem() throws Exception {
    HttpResponse<String> answer =
        client.send(
            "POST",
            "/repos/o/r/releases/1/assets?name=a.bin",
            "x".repeat(100_000),
            "Authorization",
            OCTOCAT);
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer).path("size").asInt()).isEqualTo(100_000);
    assertThat(json(answer).path("digest").asText())
        .isEqualTo("sha256:" + Body.of("x".repeat(100_000)).sha256());
  }

  @Test
  void refusesABodyLargerThanGitHubTakes() throws Exception {
    HttpResponse<String> answer =
        client.send(
            "POST",
            "/repos/o/r/issues",
            "x".repeat(IncomingReader.LARGEST_BODY + 1),
            "Authorization",
            OCTOCAT);
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void speaksHttp2InCleartext() throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(client.simulator.url() + "/zen")).build();
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  private String raw(String head) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.simulator.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
