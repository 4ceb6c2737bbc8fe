package dev.headgate.server.mirror;

import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.server.pipeline.Exchange;
import java.io.IOException;

/** Takes requests whose clients would rather fetch the answer later than wait for it. */
public interface Deferral {
  /**
   * Makes a task of a request that was admitted; blocks while its body comes.
   *
   * @throws IOException when the body breaks off
   */
  Outcome defer(ApiRequest request, Exchange exchange) throws IOException;

  /** What became of it. */
  sealed interface Outcome {
    /**
     * It will be done.
     *
     * @param location where the answer will be
     * @param task the task, as JSON
     */
    record Accepted(String location, String task) implements Outcome {}

    /**
     * It will not.
     *
     * @param retryAfter seconds after which it is worth trying again; 0 where waiting does not help
     */
    record Refused(int status, String message, long retryAfter) implements Outcome {}
  }
}
