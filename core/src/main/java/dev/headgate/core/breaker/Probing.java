package dev.headgate.core.breaker;

/**
 * What a process does about one version of a shared circuit: an immutable value whose methods give
 * the next one.
 *
 * @param version the circuit's version
 * @param purse probes it may still make
 * @param out probes under way
 * @param succeeded probes that succeeded and are not reported yet
 * @param refused calls that were refused since the last report, up to {@value #MOST}
 * @param failed whether a probe failed
 * @param recovered whether the service was seen to answer beside the calls
 */
record Probing(
    long version,
    int purse,
    int out,
    int succeeded,
    int refused,
    boolean failed,
    boolean recovered) {

  private static final int MOST = 1_000;

  static Probing of(long version, int purse) {
    return new Probing(version, purse, 0, 0, 0, false, false);
  }

  Probing begun() {
    return new Probing(version, purse - 1, out + 1, succeeded, refused, failed, recovered);
  }

  Probing saidNothing() {
    return new Probing(version, purse + 1, out - 1, succeeded, refused, failed, recovered);
  }

  Probing ended(boolean well) {
    return new Probing(
        version, purse, out - 1, succeeded + (well ? 1 : 0), refused, failed || !well, recovered);
  }

  Probing demanded() {
    int more = Math.min(refused + 1, MOST);
    return new Probing(version, purse, out, succeeded, more, failed, recovered);
  }

  Probing seenToRecover() {
    return new Probing(version, purse, out, succeeded, refused, failed, true);
  }

  /** After a report of this much was answered with that many more probes. */
  Probing reported(Probing told, int granted) {
    return new Probing(
        version,
        purse + granted,
        out,
        succeeded - told.succeeded,
        refused - told.refused,
        failed && !told.failed,
        recovered && !told.recovered);
  }
}
