package dev.headgate.server.pipeline;

import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitVerdict;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds requests to the inbound limits. Where they are kept in a shared store, a request that any
 * rule is about goes on on a thread that may wait for it; every other stays where it is.
 */
final class LimitStage extends Stage {
  private static final Logger LOG = LoggerFactory.getLogger(LimitStage.class);

  private final InboundLimits limits;
  private final @Nullable Executor waiting;
  private final InstantSource clock;

  /**
   * Holds requests to these limits.
   *
   * @param waiting runs what may wait for a store; null where nothing does
   */
  LimitStage(InboundLimits limits, @Nullable Executor waiting, InstantSource clock) {
    this.limits = limits;
    this.waiting = waiting;
    this.clock = clock;
  }

  @Override
  boolean handle(Exchange exchange, Response response, Callback callback) throws Exception {
    LimitedExchange request = new LimitedExchange(exchange);
    if (!limits.concerns(request)) {
      return next(exchange, response, callback);
    }
    if (waiting == null) {
      return decided(request, exchange, response, callback);
    }
    waiting.execute(() -> later(request, exchange, response, callback));
    return true;
  }

  private void later(
      LimitedExchange request, Exchange exchange, Response response, Callback callback) {
    try {
      if (!decided(request, exchange, response, callback)) {
        Response.writeError(exchange, response, callback, 404);
      }
    } catch (Exception bug) {
      // What the stages behind throw is a mistake of ours: the caller learns no more of it.
      LOG.error("request {} failed", exchange.requestId(), bug);
      Response.writeError(exchange, response, callback, 500);
    }
  }

  private boolean decided(
      LimitedExchange request, Exchange exchange, Response response, Callback callback)
      throws Exception {
    LimitVerdict verdict = limits.check(request, EpochNanos.of(clock.instant()));
    @Nullable LimitRefusal refusal = LimitRefusal.of(verdict, exchange);
    if (refusal != null) {
      refusal.fields().forEach(response.getHeaders()::put);
      Responses.problem(exchange, response, callback, refusal.status(), refusal.problem());
      return true;
    }
    if (verdict instanceof LimitVerdict.Passed passed) {
      LimitFields.ofPolicies(passed.rules(), passed.tightest(), response.getHeaders()::put);
      // On answers of GitHub's the other fields are GitHub's.
      if (exchange.own()) {
        LimitFields.likeGitHub(passed.tightest(), response.getHeaders()::put);
      }
    }
    return next(exchange, response, callback);
  }
}
