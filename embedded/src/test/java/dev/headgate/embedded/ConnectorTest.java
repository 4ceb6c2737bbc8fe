package dev.headgate.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.identity.Principal;
import dev.headgate.github.client.GatewayConnector;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kohsuke.github.GHFileNotFoundException;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueState;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubAbuseLimitHandler;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.GitHubRateLimitHandler;
import org.kohsuke.github.HttpException;

/** hub4j over the embedded gateway. */
@Timeout(60)
class ConnectorTest {
  private static final String ALICE = "ghp_alice";
  private static final String BOB = "ghp_bob";
  private static final String PRIVATE = "acme/private-plans";

  private final GitHubSimulator simulator = GitHubSimulator.start();
  private final Headgate headgate = Headgate.builder().apiUrl(simulator.url().toString()).build();

  @BeforeEach
  void tokens() {
    simulator.mapToken(ALICE, "alice", "repo");
    simulator.mapToken(BOB, "bob", "repo");
    simulator.grant(PRIVATE, "alice");
  }

  @AfterEach
  void close() {
    headgate.close();
    simulator.close();
  }

  @Test
  void readsPagesAgainForNothing() throws Exception {
    List<String> first = titles(client(ALICE));
    assertThat(first).hasSize(45).doesNotHaveDuplicates();
    long spent = simulator.stats().totalSpent();

    assertThat(titles(client(ALICE))).isEqualTo(first);

    assertThat(simulator.stats().totalSpent()).isEqualTo(spent);
    assertThat(simulator.stats().notModified()).isPositive();
  }

  @Test
  void linksAreGitHubsOwn() throws Exception {
    GHRepository repository = client(ALICE).getRepository("octo/hello");

    assertThat(repository.getUrl()).hasToString(simulator.url() + "/repos/octo/hello");
  }

  @Test
  void writesAndSeesWhatItWrote() throws Exception {
    GHRepository repository = client(ALICE).getRepository("octo/hello");
    assertThat(repository.getIssues(GHIssueState.OPEN)).hasSize(45);

    GHIssue issue = repository.createIssue("It leaks").body("\u00fcberall").create();
    issue.comment("Since when?");

    assertThat(repository.getIssues(GHIssueState.OPEN)).hasSize(46);
    assertThat(repository.getIssue(issue.getNumber()).getBody()).isEqualTo("\u00fcberall");
    assertThat(issue.getComments()).hasSize(1);
  }

  @Test
  void followsARenamedRepositoryAndReadsAFile() throws Exception {
    GHRepository repository = client(ALICE).getRepository("octo/renamed-hello");

    assertThat(repository.getFullName()).isEqualTo("octo/hello");
    try (InputStream file = repository.getFileContent("docs/a b.md").read()) {
      assertThat(file.readAllBytes()).asString(UTF_8).startsWith("# docs/a b.md of octo/hello");
    }
  }

  @Test
  void downloadsAnArtifactFromItsSignedUrl() throws Exception {
    GHRepository repository = client(ALICE).getRepository("octo/hello");

    String entry =
        repository
            .getArtifact(1)
            .download(bytes -> {
              try (ZipInputStream zip = new ZipInputStream(bytes)) {
                return zip.getNextEntry().getName();
              }
            });

    assertThat(entry).isNotBlank();
    assertThat(simulator.stats().blobs()).isEqualTo(1);
  }

  @Test
  void survivesAnOutage() throws Exception {
    GitHub alice = client(ALICE);
    List<String> first = titles(alice);
    simulator.play(Scenario.outage(503));

    assertThat(titles(alice)).isEqualTo(first);
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> alice.getRepository("octo/unread"))
        .satisfies(failed -> assertThat(failed.getResponseCode()).isBetween(502, 504));
  }

  @Test
  void showsAPrivateRepositoryToItsReadersOnly() throws Exception {
    assertThat(client(ALICE).getRepository(PRIVATE).isPrivate()).isTrue();
    GitHub bob = client(BOB);

    assertThatExceptionOfType(GHFileNotFoundException.class)
        .isThrownBy(() -> bob.getRepository(PRIVATE));
  }

  @Test
  void meetsASpentQuotaInItsOwnTerms() throws Exception {
    GitHub alice = client(ALICE);
    simulator.play(Scenario.of(Scenario.Kind.PRIMARY_EXHAUSTED).forPath("/repos/octo/spent"));
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> alice.getRepository("octo/spent"));
    long asked = simulator.stats().requests();

    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> alice.getRepository("octo/unread"))
        .satisfies(refused -> assertThat(refused.getResponseCode()).isEqualTo(403));

    assertThat(simulator.stats().requests()).isEqualTo(asked);
    assertThat(headgate.quotas())
        .anySatisfy((key, account) -> {
          assertThat(key.principal()).isNotEqualTo(Principal.ANONYMOUS);
          assertThat(account.remaining()).isZero();
        });
  }

  @Test
  void readsTheRateLimit() throws Exception {
    GitHub alice = client(ALICE);
    alice.getRepository("octo/hello");

    assertThat(alice.getRateLimit().getCore().getLimit()).isEqualTo(5000);
  }

  private static List<String> titles(GitHub client) throws IOException {
    return client.getRepository("octo/hello").queryIssues().pageSize(10).list().toList().stream()
        .map(GHIssue::getTitle)
        .toList();
  }

  private GitHub client(String token) throws IOException {
    return new GitHubBuilder()
        .withConnector(new GatewayConnector(headgate.client()))
        .withEndpoint(simulator.url().toString())
        .withOAuthToken(token)
        .withRateLimitHandler(GitHubRateLimitHandler.FAIL)
        .withAbuseLimitHandler(GitHubAbuseLimitHandler.FAIL)
        .build();
  }
}
