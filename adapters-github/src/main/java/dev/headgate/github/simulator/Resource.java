package dev.headgate.github.simulator;

import java.util.Locale;

/** A quota of its own, as {@code GET /rate_limit} lists them. */
enum Resource {
  CORE(5_000, false),
  SEARCH(30, true),
  GRAPHQL(5_000, false),
  INTEGRATION_MANIFEST(5_000, false),
  SOURCE_IMPORT(100, true),
  CODE_SCANNING_UPLOAD(1_000, false),
  CODE_SCANNING_AUTOFIX(10, true),
  ACTIONS_RUNNER_REGISTRATION(10_000, false),
  SCIM(15_000, false),
  DEPENDENCY_SNAPSHOTS(100, true),
  DEPENDENCY_SBOM(100, true),
  AUDIT_LOG(1_750, false),
  AUDIT_LOG_STREAMING(15, false),
  CODE_SEARCH(10, true);

  private final int usualLimit;
  private final boolean perMinute;

  Resource(int usualLimit, boolean perMinute) {
    this.usualLimit = usualLimit;
    this.perMinute = perMinute;
  }

  int usualLimit() {
    return usualLimit;
  }

  boolean perMinute() {
    return perMinute;
  }

  /** The name in headers and in {@code /rate_limit}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The quota that a request with this path spends. */
  static Resource ofPath(String path) {
    if (path.equals("/graphql")) {
      return GRAPHQL;
    }
    if (path.equals("/search/code")) {
      return CODE_SEARCH;
    }
    if (path.startsWith("/search/")) {
      return SEARCH;
    }
    if (path.startsWith("/scim/")) {
      return SCIM;
    }
    return path.endsWith("/actions/runners/registration-token")
        ? ACTIONS_RUNNER_REGISTRATION
        : CORE;
  }
}
