package dev.headgate.github.simulator;

/** Placeholder of the first version. */
final class Artifacts {
  private Artifacts() {}

  static boolean redirects(String template) {
    return template.endsWith("/zip");
  }
}
