package dev.headgate.server.endpoint;

import dev.headgate.server.access.Access;
import dev.headgate.server.pipeline.ListeningPort;

/**
 * Which requests an endpoint answers, and to whom.
 *
 * @param method GET also answers HEAD
 * @param path a path, in which {@code {name}} stands for one segment
 * @param access whom it answers
 * @param instant whether it never waits for anything and may run on the thread that reads requests
 */
public record Route(
    String method, PathTemplate path, Access access, boolean instant, Endpoint endpoint) {

  /** Reads something. */
  public static Route get(String path, Access access, Endpoint endpoint) {
    return of("GET", path, access, endpoint);
  }

  /** Makes or replaces something. */
  public static Route put(String path, Access access, Endpoint endpoint) {
    return of("PUT", path, access, endpoint);
  }

  /** Removes something. */
  public static Route delete(String path, Access access, Endpoint endpoint) {
    return of("DELETE", path, access, endpoint);
  }

  /** Adds or does something. */
  public static Route post(String path, Access access, Endpoint endpoint) {
    return of("POST", path, access, endpoint);
  }

  /** Answers this method. */
  public static Route of(String method, String path, Access access, Endpoint endpoint) {
    return new Route(method, new PathTemplate(path), access, false, endpoint);
  }

  /** The same, run at once: for what is answered out of memory. */
  public Route atOnce() {
    return new Route(method, path, access, true, endpoint);
  }

  /**
   * Whether it is answered by that port. Where operators have one of their own, callers hand
   * events, webhooks, tasks and batches in, and fetch what is theirs, by the other; the tasks are
   * seen by both.
   */
  boolean servedBy(ListeningPort listener) {
    boolean intake = path.text().equals("/events") || path.text().startsWith("/webhooks/");
    return switch (listener) {
      case ONLY -> true;
      case TRAFFIC -> intake || access == Access.OWNER || access == Access.KEY;
      case MANAGEMENT -> !intake;
    };
  }

  boolean answers(String asked) {
    return method.equals(asked) || (asked.equals("HEAD") && method.equals("GET"));
  }
}
