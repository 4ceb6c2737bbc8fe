package dev.headgate.server.clients;

import static dev.headgate.server.clients.MirroredGitHub.ALICE;
import static dev.headgate.server.clients.MirroredGitHub.BOB;
import static dev.headgate.server.clients.MirroredGitHub.INSTALLATION;
import static dev.headgate.server.clients.MirroredGitHub.PRIVATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import okhttp3.Cache;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.kohsuke.github.GHFileNotFoundException;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHLabel;
import org.kohsuke.github.GHRateLimit;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.HttpException;
import org.kohsuke.github.extras.okhttp3.OkHttpGitHubConnector;

/** hub4j's client with the mirror as its endpoint, in either of GitHub's forms. */
@ParameterizedClass(name = "endpoint ending in \"{0}\"")
@ValueSource(strings = {"", "/api/v3"})
class Hub4jTest {
  /** Requests that a new client sends by itself: it reads {@code /user}. */
  private static final int CONNECTING = 1;

  private static final int TITLES = 6;

  private final String suffix;
  private final OkHttpClient http = new OkHttpClient();
  private MirroredGitHub mirror;
  private GitHub alice;

  Hub4jTest(String suffix) {
    this.suffix = suffix;
  }

  @BeforeEach
  void connect() throws Exception {
    mirror = new MirroredGitHub();
    alice = client(ALICE).build();
  }

  @AfterEach
  void everythingPassedTheMirror() {
    http.connectionPool().evictAll();
    assertThat(mirror.bypasses()).isEmpty();
    mirror.close();
  }

  @Test
  void followsLinksToTheLastPage() throws Exception {
    GHRepository repository = alice.getRepository("octo/hello");
    List<GHIssue> issues =
        repository.queryIssues().state(GHIssueState.ALL).pageSize(10).list().toList();
    assertThat(issues).hasSize(45).extracting(GHIssue::getNumber).doesNotHaveDuplicates();
    assertThat(issues)
        .allSatisfy(issue -> assertThat(issue.getUrl().toString()).startsWith(endpoint() + "/"));
    assertThat(repository.getUrl()).hasToString(endpoint() + "/repos/octo/hello");
    assertThat(repository.getHtmlUrl()).hasToString("https://github.com/octo/hello");
  }

  @Test
  void followsLinksOverItsUsualConnectorToo() throws Exception {
    GitHub usual = new GitHubBuilder().withEndpoint(endpoint()).withOAuthToken(ALICE).build();
    assertThat(titles(usual)).hasSize(45).isEqualTo(titles(alice));
    assertThat(usual.getRepository("octo/renamed-hello").createIssue("Moved").create().getNumber())
        .isEqualTo(46);
  }

  @Test
  void listsTheCallersRepositories() throws Exception {
    assertThat(alice.getMyself().getLogin()).isEqualTo("alice");
    assertThat(alice.getMyself().listRepositories(2).toList())
        .isNotEmpty()
        .allSatisfy(repository -> assertThat(repository.getFullName()).startsWith("alice/"));
  }

  @Test
  void readsOneIssueAndWhatUsersWroteInItUnchanged() throws Exception {
    GHIssue issue = alice.getRepository("octo/hello").getIssue(1);
    assertThat(issue.getTitle()).isEqualTo("Issue number 1");
    assertThat(issue.getBody())
        .contains(mirror.github.url() + "/repos/octo/hello/issues/1")
        .contains("https://api.github.com/zen");
    assertThat(issue.getUser().getName()).isNotBlank();
  }

  @Test
  void createsCommentsLabelsAndCloses() throws Exception {
    GHRepository repository = alice.getRepository("octo/hello");
    GHIssue issue =
        repository.createIssue("It leaks").body("see https://api.github.com/zen").create();
    GHIssueComment comment = issue.comment("Since when?");
    issue.addLabels("bug", "help wanted");
    issue.close();

    GHIssue read = repository.getIssue(issue.getNumber());
    assertThat(read.getNumber()).isEqualTo(46);
    assertThat(read.getBody()).isEqualTo("see https://api.github.com/zen");
    assertThat(read.getState()).isEqualTo(GHIssueState.CLOSED);
    assertThat(read.getLabels()).extracting(GHLabel::getName).contains("bug", "help wanted");
    assertThat(read.getComments()).extracting(GHIssueComment::getBody).contains("Since when?");
    assertThat(comment.getUrl().toString()).startsWith(endpoint() + "/");
  }

  @Test
  void seesItsOwnWritesInListsReadBefore() throws Exception {
    GHRepository repository = alice.getRepository("octo/hello");
    assertThat(repository.getIssues(GHIssueState.OPEN)).hasSize(45);
    repository.createIssue("One more").create();
    assertThat(repository.getIssues(GHIssueState.OPEN)).hasSize(46);
  }

  @Test
  void readsAFile() throws Exception {
    try (InputStream content =
        alice.getRepository("octo/hello").getFileContent("docs/a b.md").read()) {
      assertThat(content.readAllBytes()).asString(UTF_8).startsWith("# docs/a b.md of octo/hello");
    }
  }

  @Test
  void followsARenamedRepository() throws Exception {
    assertThat(alice.getRepository("octo/renamed-hello").getFullName()).isEqualTo("octo/hello");
  }

  @Test
  void showsAPrivateRepositoryToItsReadersOnly() throws Exception {
    assertThat(alice.getRepository(PRIVATE).isPrivate()).isTrue();
    GitHub bob = client(BOB).build();
    assertThatExceptionOfType(GHFileNotFoundException.class)
        .isThrownBy(() -> bob.getRepository(PRIVATE));
    assertThat(alice.getRepository(PRIVATE).isPrivate()).isTrue();
  }

  @Test
  void readsTheRateLimit() throws Exception {
    alice.getRepository("octo/hello");
    GHRateLimit limit = alice.getRateLimit();
    assertThat(limit.getCore().getLimit()).isEqualTo(5000);
    assertThat(limit.getCore().getRemaining()).isEqualTo(5000 - CONNECTING - 1);
  }

  @Test
  void meetsGitHubsOwnErrors() throws Exception {
    GHRepository repository = alice.getRepository("octo/hello");
    assertThatExceptionOfType(GHFileNotFoundException.class)
        .isThrownBy(() -> alice.getRepository("octo/missing"))
        .withMessageContaining("Not Found");
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> repository.createIssue("").create())
        .satisfies(invalid -> assertThat(invalid.getResponseCode()).isEqualTo(422))
        .withMessageContaining("missing_field");
    GitHub installation = client(INSTALLATION).build();
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(installation::getMyself)
        .satisfies(denied -> assertThat(denied.getResponseCode()).isEqualTo(403))
        .withMessageContaining("Resource not accessible by integration");
  }

  @Test
  void readsAgainForNothing() throws Exception {
    List<String> first = titles(alice);
    long spent = mirror.spent();
    assertThat(spent).isEqualTo(CONNECTING + TITLES);

    assertThat(titles(client(ALICE).build())).isEqualTo(first);
    mirror.github.rotateToken(ALICE, "ghp_alice2", true);
    assertThat(titles(client("ghp_alice2").build())).isEqualTo(first);

    assertThat(mirror.spent()).isEqualTo(spent);
    assertThat(mirror.notModified()).isEqualTo(2 * (CONNECTING + TITLES));
  }

  @Test
  void revalidatesACacheOfItsOwn(@TempDir File directory) throws Exception {
    try (Cache cache = new Cache(directory, 1 << 20)) {
      OkHttpClient okHttp = new OkHttpClient.Builder().cache(cache).build();
      GitHub caching = client(ALICE).withConnector(new OkHttpGitHubConnector(okHttp)).build();
      List<String> first = titles(caching);
      long spent = mirror.spent();
      assertThat(titles(caching)).isEqualTo(first);
      assertThat(mirror.spent()).isEqualTo(spent);
      assertThat(cache.hitCount()).isEqualTo(TITLES);
      okHttp.connectionPool().evictAll();
    }
  }

  /** Takes {@link #TITLES} requests. */
  private static List<String> titles(GitHub client) throws IOException {
    GHRepository repository = client.getRepository("octo/hello");
    return repository.queryIssues().pageSize(10).list().toList().stream()
        .map(GHIssue::getTitle)
        .toList();
  }

  private String endpoint() {
    return mirror.url() + suffix;
  }

  private GitHubBuilder client(String token) {
    // Its connections can be closed, so that no server waits for them to end.
    return new GitHubBuilder()
        .withConnector(new OkHttpGitHubConnector(http))
        .withEndpoint(endpoint())
        .withOAuthToken(token);
  }
}
