package dev.headgate.core.gateway;

import java.nio.charset.StandardCharsets;

/** Errors in the JSON form that GitHub's clients know, for answers that GitHub did not give. */
public final class GitHubError {
  private static final String DOCUMENTATION = "https://docs.github.com/rest";

  private GitHubError() {}

  /** The body of an error: its message, where to read on, and its status. */
  public static byte[] json(int status, String message) {
    String text =
        "{\"message\":\"%s\",\"documentation_url\":\"%s\",\"status\":\"%d\"}"
            .formatted(message.replace("\\", "\\\\").replace("\"", "\\\""), DOCUMENTATION, status);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
