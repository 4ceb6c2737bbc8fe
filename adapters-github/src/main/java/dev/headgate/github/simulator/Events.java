package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which event a change of a resource sends. */
final class Events {
  private static final Map<String, String> BY_COLLECTION =
      Map.ofEntries(
          Map.entry("issues", "issues"),
          Map.entry("pulls", "pull_request"),
          Map.entry("labels", "label"),
          Map.entry("releases", "release"),
          Map.entry("check-runs", "check_run"),
          Map.entry("statuses", "status"),
          Map.entry("contents", "push"),
          Map.entry("commits", "push"),
          Map.entry("branches", "push"),
          Map.entry("git", "push"),
          Map.entry("readme", "push"));

  private Events() {}

  /** The event of a change at this path; empty outside repositories. */
  static Optional<String> name(String path) {
    List<String> parts = List.of(path.substring(1).split("/", -1));
    if (parts.size() < 3 || !parts.get(0).equals("repos")) {
      return Optional.empty();
    }
    if (path.contains("/issues/") && path.contains("/comments")) {
      return Optional.of("issue_comment");
    }
    return parts.size() == 3
        ? Optional.of("repository")
        : Optional.ofNullable(BY_COLLECTION.get(parts.get(3)));
  }

  /** A small payload of the usual shape. */
  static ObjectNode payload(String event, String path, String base, boolean created) {
    String[] parts = path.split("/", -1);
    RepositoryName name = new RepositoryName(parts[2], parts[3]);
    ObjectNode payload = Json.object();
    payload.put("action", created ? "created" : "edited");
    if (event.equals("issues") || event.equals("pull_request")) {
      payload.put("action", created ? "opened" : "edited");
      payload
          .putObject(event.equals("issues") ? "issue" : "pull_request")
          .put("url", base + path)
          .put("number", number(parts));
    }
    if (event.equals("push")) {
      payload.put("ref", "refs/heads/main");
    }
    payload.set("repository", Repositories.json(base, name));
    payload.set("sender", Actors.simple(base, "octocat"));
    return payload;
  }

  private static int number(String[] parts) {
    return parts.length > 5 && parts[5].matches("[0-9]{1,9}") ? Integer.parseInt(parts[5]) : 0;
  }
}
