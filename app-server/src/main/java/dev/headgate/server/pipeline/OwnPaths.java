package dev.headgate.server.pipeline;

import java.util.Set;

/**
 * The paths that Headgate keeps for itself. They never reach GitHub, whether anything answers there
 * or not.
 */
final class OwnPaths {
  private static final String API = "/api/v1";
  private static final String DASHBOARD = "/dashboard";
  private static final Set<String> SINGLE =
      Set.of("/healthz", "/readyz", "/metrics", DASHBOARD, "/webhooks", API);

  private OwnPaths() {}

  /** Whether callers keep something of their own there. */
  static boolean ofCallers(String path) {
    return path.startsWith(API + "/tasks") || path.startsWith(API + "/batches");
  }

  static boolean contain(String method, String path) {
    return SINGLE.contains(path)
        || path.startsWith(API + "/")
        || path.startsWith(DASHBOARD + "/")
        || path.startsWith("/webhooks/")
        // Reading it gives GitHub's public events.
        || (path.equals("/events") && method.equals("POST"));
  }
}
