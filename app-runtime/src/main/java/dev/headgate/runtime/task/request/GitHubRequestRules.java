package dev.headgate.runtime.task.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.TaskRules;
import java.util.ArrayList;
import java.util.List;

/** What callers may hand in as requests to GitHub. */
final class GitHubRequestRules implements TaskRules {
  @Override
  public String kind() {
    return GitHubRequest.KIND;
  }

  @Override
  public List<String> mistakes(JsonNode payload) {
    List<String> mistakes = new ArrayList<>();
    GitHubRequest.read(payload, "payload.", mistakes);
    if (payload.has(TaskJson.CREDENTIAL)) {
      mistakes.add(
          "payload.credential: present (expected: none; credentials go into the Authorization"
              + " field)");
    }
    return mistakes;
  }
}
