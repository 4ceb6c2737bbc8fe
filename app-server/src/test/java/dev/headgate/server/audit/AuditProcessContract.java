package dev.headgate.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.server.testing.ChildServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the program's processes leave of the audit when they end, however they end. */
@Timeout(240)
interface AuditProcessContract {
  String ADMIN = "an-administrators-token-of-some-length";
  String KEY = "an-audit-key-of-some-length";
  Duration PATIENCE = Duration.ofSeconds(60);

  /** The port of a store of this test alone. */
  int port();

  /** The settings of that store, reached by this port. */
  Map<String, String> store(int port);

  /** The settings of a process: of the store by this port, and nothing else there but the audit. */
  private Map<String, String> settings(GitHubSimulator github, int port) {
    Map<String, String> settings = new HashMap<>(store(port));
    settings.put("SERVER_PORT", "0");
    settings.put("GITHUB_API_URL", github.url().toString());
    settings.put("HEADGATE_ADMIN_TOKEN", ADMIN);
    settings.put("AUDIT_KEY", KEY);
    List.of("CACHE_TYPE", "LIMIT_STORE", "QUOTA_STORE", "QUEUE_STORE", "BREAKER_STORE")
        .forEach(name -> settings.put(name, "memory"));
    return settings;
  }

  /** What {@code audit verify} says, by the program itself. */
  static String verify(Path directory, Map<String, String> settings, int status, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("audit", "verify"));
    command.addAll(List.of(more));
    try (ChildServer cli = new ChildServer(directory, settings, command.toArray(String[]::new))) {
      int exit = cli.exit();
      String text = cli.output() + cli.errors();
      assertThat(exit).as(text).isEqualTo(status);
      return text;
    }
  }

  /** Does something that is entered, and needs no store itself. */
  static int forget(HttpClient client, URI server, int number) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + "/api/v1/debug/requests/" + number))
            .header("Authorization", "Bearer " + ADMIN)
            .timeout(PATIENCE)
            .DELETE()
            .build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException killed) {
      return 0;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Test
  default void aTermSignalWritesWhatWaits(@TempDir Path directory) throws Exception {
    try (GitHubSimulator github = GitHubSimulator.start();
        FaultProxy proxy = FaultProxy.to(port());
        HttpClient client = HttpClient.newHttpClient();
        ChildServer server = new ChildServer(directory, settings(github, proxy.port()), "server")) {
      URI url = server.url();
      assertThat(forget(client, url, 0)).isEqualTo(204);
      await().atMost(PATIENCE).until(() -> entries(client, url) == 1);
      proxy.freeze();
      for (int i = 1; i <= 60; i++) {
        assertThat(forget(client, url, i)).isEqualTo(204);
      }
      server.terminate();
      await().atMost(PATIENCE).until(() -> server.output().contains("stopping"));
      proxy.thaw();
      assertThat(server.exit()).isIn(0, 143);
      assertThat(verify(directory, settings(github, port()), 0))
          .contains("Entries: 61", "The chain is whole.");
    }
  }

  /** How many the store has. */
  private static int entries(HttpClient client, URI server) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server + "/api/v1/audit?limit=1000"))
            .header("Authorization", "Bearer " + ADMIN)
            .timeout(PATIENCE)
            .build();
    try {
      return Entries.numbers(client.send(request, BodyHandlers.ofString())).size();
    } catch (IOException failed) {
      return -1;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Test
  default void aProcessThatIsKilledWhileItWritesLeavesAWholeChain(@TempDir Path directory)
      throws Exception {
    int before = 0;
    try (GitHubSimulator github = GitHubSimulator.start();
        HttpClient client = HttpClient.newHttpClient();
        ChildServer other = new ChildServer(directory, settings(github, port()), "server")) {
      URI beside = other.url();
      for (int round = 0; round < 2; round++) {
        try (ChildServer victim = new ChildServer(directory, settings(github, port()), "server")) {
          AtomicInteger done = new AtomicInteger();
          AtomicBoolean stop = new AtomicBoolean();
          List<Thread> callers = new ArrayList<>();
          for (URI url : List.of(victim.url(), victim.url(), beside)) {
            callers.add(
                Thread.ofVirtual()
                    .start(() -> {
                      while (!stop.get() && forget(client, url, done.get()) == 204) {
                        done.incrementAndGet();
                      }
                    }));
          }
          await().atMost(PATIENCE).until(() -> done.get() > 150);
          victim.kill();
          victim.exit();
          stop.set(true);
          for (Thread caller : callers) {
            caller.join();
          }
          before += done.get();
        }
      }
      other.terminate();
      other.exit();
      String told = verify(directory, settings(github, port()), 0);
      int kept = Integer.parseInt(told.replaceAll("(?s).*Entries: ([0-9]+).*", "$1"));
      System.out.printf(
          "%s: 2 servers killed while they wrote: %d entries in a whole chain, %d answered%n",
          getClass().getSimpleName(), kept, before);
      assertThat(told).contains("The chain is whole.");
      assertThat(kept).isGreaterThan(100);
    }
  }
}
