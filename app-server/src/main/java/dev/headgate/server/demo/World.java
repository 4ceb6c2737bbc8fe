package dev.headgate.server.demo;

import dev.headgate.github.simulator.GitHubSimulator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/** What there is to read: ordinary resources, some that change, and one that only alice may see. */
final class World {
  static final String PRIVATE = "/repos/acme/private-plans";
  static final String STAMPEDE = "/repos/acme/popular";

  private static final int BOARDS = 5;

  private final GitHubSimulator github;
  private final List<String> paths = new ArrayList<>();
  private final AtomicLongArray versions = new AtomicLongArray(BOARDS);

  World(GitHubSimulator github) {
    this.github = github;
    github.grant("acme/private-plans", "alice");
    for (int i = 0; i < BOARDS; i++) {
      publish(i, 1);
      paths.add(board(i));
    }
    for (String repository : List.of("widgets", "gadgets", "tools", "docs")) {
      String base = "/repos/acme/" + repository;
      paths.add(base);
      paths.add(base + "/issues?per_page=30");
      paths.add(base + "/pulls?state=open");
      paths.add(base + "/commits?per_page=10");
    }
    paths.add("/users/octocat");
    paths.add(PRIVATE);
  }

  /** The most read first, as the callers' preference follows Zipf's law. */
  List<String> paths() {
    return List.copyOf(paths);
  }

  /** Changes one board. */
  void change(int turn) {
    int board = turn % BOARDS;
    publish(board, versions.get(board) + 1);
  }

  /** The version that a read of that path must not fall behind; 0 for what does not change. */
  long version(String path) {
    for (int i = 0; i < BOARDS; i++) {
      if (path.equals(board(i))) {
        return versions.get(i);
      }
    }
    return 0;
  }

  /** The version in a board's body. */
  static long versionIn(String body) {
    int at = body.indexOf("\"version\":");
    int end = body.indexOf('}', at);
    return at < 0 || end < 0 ? -1 : Long.parseLong(body.substring(at + 10, end).strip());
  }

  private void publish(int board, long version) {
    github.putJson(
        board(board), "{\"name\":\"board %d\",\"version\":%d}".formatted(board, version));
    versions.set(board, version);
  }

  private static String board(int i) {
    return "/repos/acme/service-" + i + "/releases/latest";
  }
}
