package dev.headgate.runtime.task.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.task.TaskRules;
import java.util.ArrayList;
import java.util.List;

/** What callers may hand in as builds. */
final class BuildJobRules implements TaskRules {
  private final JobSettings settings;

  BuildJobRules(JobSettings settings) {
    this.settings = settings;
  }

  @Override
  public String kind() {
    return BuildJob.KIND;
  }

  @Override
  public List<String> mistakes(JsonNode payload) {
    List<String> mistakes = new ArrayList<>();
    BuildJob.read(payload, "payload.", settings, mistakes);
    return mistakes;
  }
}
