package dev.headgate.server.limit;

import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitVerdict;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.pipeline.LimitRefusal;
import dev.headgate.server.pipeline.LimitedExchange;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The limits once more, for requests whose body tells what they are about: events in CloudEvents'
 * structured and batch modes. The rules that header fields sufficed for were asked when the request
 * came in, and are not asked again.
 */
public final class EventLimits {
  private final InboundLimits limits;
  private final InstantSource clock;

  EventLimits(InboundLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Holds one event to the rules about its type and its source. May wait for the limits' store.
   *
   * @param type the event's type
   * @param source where it comes from; a third party, unless X-Third-Party-ID names one
   * @throws Problem where a rule refuses, with all that the client must know
   */
  public void hold(Call call, String type, @Nullable String source) {
    LimitedExchange before = new LimitedExchange(call.exchange());
    refuse(
        limits.checkLater(before, before.carrying(type, source), EpochNanos.of(clock.instant())),
        call);
  }

  /**
   * Holds one more event of the same request to all rules, as if it had come alone.
   *
   * @param source where it comes from; null where it does not say
   * @throws Problem as {@link #hold}
   */
  public void holdAnother(Call call, String type, @Nullable String source) {
    LimitedExchange event = new LimitedExchange(call.exchange()).carrying(type, source);
    refuse(limits.check(event, EpochNanos.of(clock.instant())), call);
  }

  private static void refuse(LimitVerdict verdict, Call call) {
    @Nullable LimitRefusal refusal = LimitRefusal.of(verdict, call.exchange());
    if (refusal != null) {
      throw new Problem(
          refusal.status(),
          refusal.problem().type(),
          refusal.problem().title(),
          refusal.problem().detail(),
          refusal.problem().members(),
          refusal.fields());
    }
  }
}
