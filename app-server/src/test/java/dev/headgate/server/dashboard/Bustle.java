package dev.headgate.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What goes on in an organisation: some read, some build, and one asks for more than it may. */
final class Bustle implements AutoCloseable {
  private static final List<String> CALLERS = List.of("alice", "bob", "ci-bot", "renovate");
  private static final List<String> PATHS =
      List.of(
          "/repos/acme/widgets",
          "/repos/acme/widgets/issues?per_page=30",
          "/repos/acme/gadgets/pulls?state=open",
          "/repos/acme/tools/commits?per_page=10",
          "/repos/acme/docs",
          "/users/octocat");

  private final MirrorFixture mirror;
  private final String token;
  private final CountDownLatch end = new CountDownLatch(1);
  private final List<Thread> threads;

  /** Begins; {@code token} is the administrator's. */
  Bustle(MirrorFixture mirror, String token) {
    this.mirror = mirror;
    this.token = token;
    this.threads =
        CALLERS.stream().map(login -> Thread.ofVirtual().start(() -> read(login))).toList();
    handIn(
        "{\"kind\":\"github-request\",\"payload\":{\"path\":\"/repos/acme/later\"},"
            + "\"not_before\":\""
            + java.time.Instant.now().plusSeconds(3600)
            + "\"}");
    for (int i = 0; i < 5; i++) {
      handIn(
          "{\"kind\":\"build-job\",\"payload\":{\"parameters\":{\"parser_id\":\"parser-%d\"}}}"
              .formatted(i));
    }
  }

  private void handIn(String task) {
    var answer =
        mirror.send(
            mirror
                .request("/api/v1/tasks", "Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(task)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private void read(String login) {
    int turn = 0;
    try {
      while (!end.await(40 + 30 * CALLERS.indexOf(login), TimeUnit.MILLISECONDS)) {
        // Most is read again and again, and some of it only once.
        String path =
            turn % 7 == 0 ? "/repos/acme/" + login + "-" + turn : PATHS.get(turn % PATHS.size());
        turn++;
        mirror.get(path, "ghp_" + login + "0", "Prefer", "wait=0");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
