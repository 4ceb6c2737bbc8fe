package dev.headgate.runtime.task.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.runtime.task.TaskRules;
import java.util.List;

/** What a payload must say where it names an artifact. */
public final class ArtifactRules implements TaskRules {
  private final String kind;

  /** For tasks of that kind. */
  public ArtifactRules(String kind) {
    this.kind = kind;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public List<String> mistakes(JsonNode payload) {
    return ArtifactOrder.mistakes(payload);
  }
}
