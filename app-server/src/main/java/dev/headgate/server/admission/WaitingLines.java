package dev.headgate.server.admission;

import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.admission.WaitingRequest;
import dev.headgate.server.spending.WaitingLine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Those who wait for GitHub's limits, as {@code /api/v1/quotas} shows them. */
final class WaitingLines implements WaitingLine {
  private final AdmissionControl admission;

  WaitingLines(AdmissionControl admission) {
    this.admission = admission;
  }

  @Override
  public List<Map<String, Object>> waiting(int most) {
    return admission.waiting(most).stream().map(WaitingLines::view).toList();
  }

  private static Map<String, Object> view(WaitingRequest one) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("request_id", one.request().id());
    view.put("principal", one.request().key().principal().id());
    view.put("resource", one.request().key().resource());
    view.put("caller", one.request().caller());
    view.put("priority", one.request().priority().label());
    view.put("endpoint", one.request().cost().endpoint());
    view.put("position", one.position());
    view.put("since", text(one.since()));
    view.put("reason", one.reason() == null ? "others are before it" : one.reason().text());
    view.put("next_try_at", text(one.until()));
    view.put("gives_up_at", text(one.request().latest()));
    return view;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
