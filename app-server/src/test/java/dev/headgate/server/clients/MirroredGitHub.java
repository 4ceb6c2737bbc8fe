package dev.headgate.server.clients;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.server.Headgate;
import dev.headgate.server.HeadgateServer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A simulated GitHub with a mirror in front of it; clients are given the mirror's address only. */
final class MirroredGitHub implements AutoCloseable {
  static final String ALICE = "ghp_alice";
  static final String BOB = "ghp_bob";
  static final String INSTALLATION = "ghs_installation";
  static final String PRIVATE = "acme/private-plans";
  private static final String AGENT = UpstreamSettings.DEFAULTS.userAgent();

  final GitHubSimulator github = GitHubSimulator.start();
  private final HeadgateServer server;

  MirroredGitHub() throws Exception {
    github.mapToken(ALICE, "alice", "repo");
    github.mapToken(BOB, "bob", "repo");
    github.mapInstallation(INSTALLATION, 7);
    github.grant(PRIVATE, "alice");
    Map<String, String> settings =
        Map.of("GITHUB_API_URL", github.url().toString(), "SERVER_PORT", "0");
    server =
        Headgate.server(
            ConfigurationLoader.load(settings, null).configuration(), InstantSource.system());
    server.start();
  }

  /** Where clients find the mirror, without a final slash. */
  String url() {
    return server.url().toString();
  }

  long spent() {
    return github.stats().totalSpent();
  }

  long notModified() {
    return github.stats().notModified();
  }

  /** What reached GitHub without passing the mirror, which gives all it sends its own agent. */
  List<RecordedRequest> bypasses() {
    return github.requests(1000).stream()
        .filter(request -> !request.header("User-Agent").equals(Optional.of(AGENT)))
        .toList();
  }

  @Override
  public void close() {
    server.close();
    github.close();
  }
}
