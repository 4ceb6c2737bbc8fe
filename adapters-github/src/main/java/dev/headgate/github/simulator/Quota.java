package dev.headgate.github.simulator;

/**
 * One quota as the headers show it.
 *
 * @param reset the end of the window, in seconds of the epoch
 * @param exhausted whether the request that asked was refused
 */
record Quota(Resource resource, int limit, int used, long reset, boolean exhausted) {

  int remaining() {
    return Math.max(0, limit - used);
  }

  /** The same window, shown as spent. */
  Quota spent() {
    return new Quota(resource, limit, limit, reset, true);
  }
}
