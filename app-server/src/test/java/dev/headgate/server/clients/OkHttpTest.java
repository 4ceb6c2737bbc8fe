package dev.headgate.server.clients;

import static dev.headgate.server.clients.MirroredGitHub.ALICE;
import static dev.headgate.server.clients.MirroredGitHub.BOB;
import static dev.headgate.server.clients.MirroredGitHub.INSTALLATION;
import static dev.headgate.server.clients.MirroredGitHub.PRIVATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OkHttp with its own HTTP cache on, as a program without a GitHub library uses it. */
class OkHttpTest {
  private static final String RAW = "application/vnd.github.raw+json";

  private MirroredGitHub mirror;
  private OkHttpSession alice;
  private OkHttpSession bob;

  @BeforeEach
  void connect(@TempDir File directory) throws Exception {
    mirror = new MirroredGitHub();
    alice = new OkHttpSession(mirror.url(), ALICE, new File(directory, "alice"), Proxy.NO_PROXY);
    bob = new OkHttpSession(mirror.url(), BOB, new File(directory, "bob"), Proxy.NO_PROXY);
  }

  @AfterEach
  void everythingPassedTheMirror() throws Exception {
    alice.close();
    bob.close();
    assertThat(mirror.bypasses()).isEmpty();
    mirror.close();
  }

  @Test
  void followsLinksToTheLastPage() throws Exception {
    List<Integer> numbers = numbers(alice);
    assertThat(numbers).hasSize(45).doesNotHaveDuplicates();
  }

  @Test
  void itsOwnCacheIsToldThatNothingChanged() throws Exception {
    List<Integer> first = numbers(alice);
    long spent = mirror.spent();
    assertThat(alice.validated()).isZero();

    assertThat(numbers(alice)).isEqualTo(first);
    assertThat(alice.validated()).isEqualTo(5);
    assertThat(mirror.spent()).isEqualTo(spent);
  }

  @Test
  void itsOwnCacheIsToldThatSomethingChanged() throws Exception {
    String path = "/repos/octo/hello/releases/latest";
    mirror.github.putJson(path, "{\"name\":\"one\"}");
    assertThat(alice.get(path).json().path("name").asText()).isEqualTo("one");
    mirror.github.putJson(path, "{\"name\":\"two\"}");
    assertThat(alice.get(path).json().path("name").asText()).isEqualTo("two");
    assertThat(alice.get(path).json().path("name").asText()).isEqualTo("two");
    assertThat(alice.validated()).isEqualTo(1);
  }

  @Test
  void aSecondProgramOfTheSameUserReadsForNothing(@TempDir File directory) throws Exception {
    List<Integer> first = numbers(alice);
    long spent = mirror.spent();
    try (OkHttpSession other =
        new OkHttpSession(mirror.url(), ALICE, new File(directory, "other"), Proxy.NO_PROXY)) {
      assertThat(numbers(other)).isEqualTo(first);
      assertThat(other.get("/repos/octo/hello/issues?per_page=10").header("X-Cache"))
          .isEqualTo("ONLINE_HIT");
    }
    assertThat(mirror.spent()).isEqualTo(spent);
  }

  @Test
  void createsCommentsAndLabels() throws Exception {
    OkHttpReply created =
        alice.post(
            "/repos/octo/hello/issues", "{\"title\":\"It leaks\",\"body\":\"{\\\"a\\\":1}\"}");
    assertThat(created.status()).isEqualTo(201);
    String issue = created.header("Location");
    assertThat(issue).isEqualTo(mirror.url() + "/repos/octo/hello/issues/46");
    assertThat(alice.post(issue + "/comments", "{\"body\":\"Since when?\"}").status())
        .isEqualTo(201);
    assertThat(alice.post(issue + "/labels", "[\"help wanted\"]").status()).isEqualTo(200);

    JsonNode read = alice.get(issue).json();
    assertThat(read.path("body").asText()).isEqualTo("{\"a\":1}");
    assertThat(read.at("/labels/0/name").asText()).isEqualTo("help wanted");
    assertThat(alice.get(read.path("comments_url").asText()).json()).hasSize(1);
  }

  @Test
  void readsAFileAsJsonAndRaw() throws Exception {
    String path = "/repos/octo/hello/contents/src/Main%20Class.java";
    assertThat(alice.get(path).json().path("path").asText()).isEqualTo("src/Main Class.java");
    OkHttpReply raw = alice.get(path, RAW);
    assertThat(raw.header("Content-Type")).startsWith("application/vnd.github.raw");
    assertThat(raw.body())
        .startsWith("# src/Main Class.java of octo/hello")
        .contains(mirror.github.url() + "/zen");
    assertThat(alice.get(path, RAW).body()).isEqualTo(raw.body());
  }

  @Test
  void followsARenamedRepositoryForReadsAndWrites() throws Exception {
    OkHttpReply read = alice.get("/repos/octo/renamed-hello");
    assertThat(read.json().path("full_name").asText()).isEqualTo("octo/hello");
    assertThat(read.url().toString()).startsWith(mirror.url() + "/repositories/");
    OkHttpReply written = alice.post("/repos/octo/renamed-hello/issues", "{\"title\":\"Moved\"}");
    assertThat(written.status()).isEqualTo(201);
    assertThat(written.json().path("title").asText()).isEqualTo("Moved");
  }

  @Test
  void showsAPrivateRepositoryToItsReadersOnly() throws Exception {
    String path = "/repos/" + PRIVATE;
    assertThat(alice.get(path).status()).isEqualTo(200);
    OkHttpReply refused = bob.get(path);
    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.body()).doesNotContain("plans");
    assertThat(alice.get(path).json().path("private").asBoolean()).isTrue();
  }

  @Test
  void asksGraphQl() throws Exception {
    String query =
        """
        {"query":"query($n:String!){viewer{login}\
             repository(owner:\\"octo\\",name:$n){nameWithOwner}}",
         "variables":{"n":"hello"}}
        """;
    for (String path : List.of("/graphql", "/api/graphql")) {
      JsonNode data = alice.post(path, query).json().path("data");
      assertThat(data.at("/viewer/login").asText()).isEqualTo("alice");
      assertThat(data.at("/repository/nameWithOwner").asText()).isEqualTo("octo/hello");
    }
  }

  @Test
  void readsTheRateLimit() throws Exception {
    OkHttpReply read = alice.get("/repos/octo/hello");
    assertThat(read.header("X-RateLimit-Remaining")).isEqualTo("4999");
    assertThat(alice.get("/rate_limit").json().at("/resources/core/remaining").asInt())
        .isEqualTo(4999);
  }

  @Test
  void meetsGitHubsOwnErrors(@TempDir File directory) throws Exception {
    OkHttpReply missing = alice.get("/repos/octo/missing");
    assertThat(missing.status()).isEqualTo(404);
    assertThat(missing.json().path("message").asText()).isEqualTo("Not Found");
    OkHttpReply invalid = alice.post("/repos/octo/hello/issues", "{}");
    assertThat(invalid.status()).isEqualTo(422);
    assertThat(invalid.json().at("/errors/0/code").asText()).isEqualTo("missing_field");
    try (OkHttpSession app =
        new OkHttpSession(mirror.url(), INSTALLATION, directory, Proxy.NO_PROXY)) {
      OkHttpReply denied = app.get("/user");
      assertThat(denied.status()).isEqualTo(403);
      assertThat(denied.json().path("message").asText())
          .isEqualTo("Resource not accessible by integration");
    }
  }

  @Test
  void reachesTheMirrorAsAProxyForGitHubsOwnAddress(@TempDir File directory) throws Exception {
    HttpUrl at = HttpUrl.get(mirror.url());
    Proxy proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at.host(), at.port()));
    try (OkHttpSession proxied =
        new OkHttpSession("http://api.github.com", ALICE, directory, proxy)) {
      assertThat(numbers(proxied)).hasSize(45);
      assertThat(proxied.get("/repos/octo/hello").json().path("url").asText())
          .isEqualTo("http://api.github.com/repos/octo/hello");
    }
  }

  private static List<Integer> numbers(OkHttpSession session) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    String next = "/repos/octo/hello/issues?per_page=10";
    while (!next.isEmpty()) {
      OkHttpReply page = session.get(next);
      page.json().forEach(issue -> numbers.add(issue.path("number").asInt()));
      next = page.next();
    }
    return numbers;
  }
}
