package dev.headgate.runtime.task.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.github.artifact.ArtifactRef;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Which artifact a payload asks for: by its number, or by its run and its name there.
 *
 * @param owner the account that owns the repository
 * @param repo the repository
 * @param artifactId GitHub's number of the artifact; 0: the run and the name tell
 * @param runId the workflow run; 0: the number tells
 * @param name the artifact's name in its run; empty: the number tells
 */
public record ArtifactOrder(String owner, String repo, long artifactId, long runId, String name) {
  private static final int LONGEST_NAME = 260;
  private static final int SHOWN = 60;
  private static final Set<String> NAMES = Set.of("owner", "repo", "artifact_id", "run_id", "name");

  /**
   * Reads a payload.
   *
   * @param mistakes where each mistake goes, as {@code payload.name: value (expected: rule)}
   * @return what was read; only to be used where there were no mistakes
   */
  public static ArtifactOrder read(JsonNode payload, List<String> mistakes) {
    if (!payload.isObject()) {
      mistakes.add(
          "payload: no object (expected: owner, repo and artifact_id, or run_id and name)");
      return new ArtifactOrder("", "", 0, 0, "");
    }
    for (Iterator<String> names = payload.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!NAMES.contains(name)) {
        mistakes.add(
            "payload.%s: unknown (expected: owner, repo, artifact_id, run_id, name)"
                .formatted(shown(name)));
      }
    }
    String owner = text(payload, "owner", mistakes);
    String repo = text(payload, "repo", mistakes);
    if (!owner.isEmpty() && !repo.isEmpty()) {
      try {
        ArtifactRef.repository(owner, repo);
      } catch (IllegalArgumentException malformed) {
        mistakes.add("payload." + malformed.getMessage());
      }
    }
    boolean byNumber = payload.has("artifact_id");
    boolean byName = payload.has("run_id") || payload.has("name");
    if (byNumber == byName) {
      mistakes.add(
          "payload.artifact_id: %s (expected: artifact_id alone, or run_id and name)"
              .formatted(byNumber ? "beside run_id or name" : "missing"));
      return new ArtifactOrder(owner, repo, 0, 0, "");
    }
    return new ArtifactOrder(
        owner,
        repo,
        byNumber ? number(payload, "artifact_id", mistakes) : 0,
        byName ? number(payload, "run_id", mistakes) : 0,
        byName ? text(payload, "name", mistakes) : "");
  }

  /** What is wrong with a payload. */
  static List<String> mistakes(JsonNode payload) {
    List<String> mistakes = new ArrayList<>();
    ArtifactOrder read = read(payload, mistakes);
    assert read.owner() != null;
    return mistakes;
  }

  private static String text(JsonNode payload, String name, List<String> mistakes) {
    JsonNode node = payload.path(name);
    String text = node.asText("");
    if (!node.isTextual() || text.isEmpty() || text.length() > LONGEST_NAME) {
      mistakes.add(
          "payload.%s: %s (expected: a text of 1 to %d characters)"
              .formatted(
                  name, node.isMissingNode() ? "missing" : shown(node.toString()), LONGEST_NAME));
      return "";
    }
    return text;
  }

  private static long number(JsonNode payload, String name, List<String> mistakes) {
    JsonNode node = payload.path(name);
    if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 1) {
      mistakes.add(
          "payload.%s: %s (expected: a whole number, at least 1)"
              .formatted(name, node.isMissingNode() ? "missing" : shown(node.toString())));
      return 0;
    }
    return node.longValue();
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
