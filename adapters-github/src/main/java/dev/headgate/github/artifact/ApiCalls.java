package dev.headgate.github.artifact;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.http.Target;

/** The way to GitHub's API, under whosever credentials and limits that is. */
@FunctionalInterface
public interface ApiCalls {
  /**
   * The answer to a GET; its content is to be closed.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  ApiAnswer get(Target target) throws InterruptedException;
}
