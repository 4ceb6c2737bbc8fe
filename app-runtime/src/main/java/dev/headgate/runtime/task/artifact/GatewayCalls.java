package dev.headgate.runtime.task.artifact;

import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.work.TaskRun;
import dev.headgate.github.artifact.ApiCalls;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The way to GitHub's API through the gateway, under its own credentials: by its quota, its
 * priorities and its breaker. Thread-safe.
 */
public final class GatewayCalls {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration QUOTA_WAIT = Duration.ofSeconds(2);
  private static final String KEY_HOLDER = "key:";

  private final LentRequests lent;
  private final InstantSource clock;

  /** Through this gateway. */
  public GatewayCalls(LentRequests lent, InstantSource clock) {
    this.lent = lent;
    this.clock = clock;
  }

  /** Calls for a task. */
  public ApiCalls of(TaskRun run, Cancellation cancellation) {
    String owner = run.task().caller();
    return of(
        run.task().requestId(),
        owner.startsWith(KEY_HOLDER) ? owner.substring(KEY_HOLDER.length()) : owner,
        run.task().priority(),
        cancellation);
  }

  /**
   * Calls for somebody.
   *
   * @param requestId the request that they belong to
   * @param client among whom the credential's quota is shared fairly
   */
  public ApiCalls of(
      String requestId, String client, Priority priority, Cancellation cancellation) {
    return target ->
        lent.answer(
            new ApiRequest(
                requestId,
                "GET",
                target,
                Headers.of(
                    "Accept",
                    "application/vnd.github+json",
                    "X-GitHub-Api-Version",
                    "2022-11-28",
                    "X-Request-ID",
                    requestId),
                null,
                Caller.ANONYMOUS,
                client,
                priority,
                clock.instant().plus(PATIENCE),
                QUOTA_WAIT,
                cancellation));
  }
}
