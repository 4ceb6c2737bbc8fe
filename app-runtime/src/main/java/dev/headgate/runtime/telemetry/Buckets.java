package dev.headgate.runtime.telemetry;

/** Upper bounds of the histograms' buckets, in seconds. */
final class Buckets {
  private Buckets() {}

  /** For requests to this server: from a hit in memory to the longest timeout. */
  static double[] server() {
    return new double[] {
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };
  }

  /** github-mirror's, which are its Python library's, so that its users' queries stay true. */
  static double[] mirror() {
    return new double[] {0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10};
  }

  /** For tasks: from a quick one to an hour. */
  static double[] task() {
    return new double[] {0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600};
  }

  /** For calls to other services: from a local store to an API far away. */
  static double[] service() {
    return new double[] {
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };
  }
}
