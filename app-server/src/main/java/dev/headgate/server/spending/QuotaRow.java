package dev.headgate.server.spending;

import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.spending.Forecast;
import dev.headgate.core.spending.Spender;
import dev.headgate.core.spending.Spenders;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One quota as it is shown. */
record QuotaRow(QuotaKey key, QuotaAccount account, Forecast forecast) {
  private static final int NAMED = 10;

  /** When nothing will be left; far off where it lasts. */
  Instant end() {
    Instant end = forecast.exhaustedAt();
    return end == null ? Instant.MAX : end;
  }

  /** The share that is left, 0 to 1. */
  double share() {
    return account.limit() == 0 ? 1 : account.remaining() / (double) account.limit();
  }

  Map<String, Object> view(@Nullable Spenders spenders, Instant now) {
    boolean known = account.known(now);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("principal", key.principal().id());
    view.put("resource", key.resource());
    view.put("host", key.host());
    view.put("limit", known ? account.limit() : null);
    view.put("remaining", known ? account.remaining() : null);
    view.put("used", known ? Math.max(0, account.limit() - account.remaining()) : null);
    view.put("reserved", account.reserved());
    view.put("reset_at", text(account.reset()));
    Instant paused = account.pausedUntil();
    view.put("paused_until", paused != null && paused.isAfter(now) ? text(paused) : null);
    view.put("rate_per_minute", rounded(forecast.pace().perMinute(), 10));
    Duration left = forecast.left(now);
    Map<String, Object> ahead = new LinkedHashMap<>();
    ahead.put("exhausted_at", text(forecast.exhaustedAt()));
    ahead.put("in_seconds", left == null ? null : left.toSeconds());
    ahead.put("method", forecast.pace().basis().label());
    view.put("forecast", ahead);
    view.put("spent_since", spenders == null ? null : text(spenders.since()));
    view.put("spent", spenders == null ? 0 : spenders.points());
    view.put(
        "top_callers", top("caller", spenders == null ? List.of() : spenders.callers(), spenders));
    view.put("top_paths", top("path", spenders == null ? List.of() : spenders.paths(), spenders));
    return view;
  }

  private static List<Map<String, Object>> top(
      String label, List<Spender> list, @Nullable Spenders spenders) {
    long total = spenders == null ? 0 : spenders.points();
    return list.stream()
        .limit(NAMED)
        .map(spender -> {
          Map<String, Object> entry = new LinkedHashMap<>();
          entry.put(label, spender.name());
          entry.put("points", spender.points());
          entry.put("share", total == 0 ? 0 : rounded(spender.points() / (double) total, 1000));
          return entry;
        })
        .toList();
  }

  private static double rounded(double value, int steps) {
    return Math.round(value * steps) / (double) steps;
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
