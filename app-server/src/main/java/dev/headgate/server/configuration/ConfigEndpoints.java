package dev.headgate.server.configuration;

import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.change.ChangeRequest;
import dev.headgate.runtime.change.RunTimeChanges;
import dev.headgate.runtime.configuration.EffectiveConfiguration;
import dev.headgate.runtime.configuration.InvalidConfiguration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.Mistake;
import dev.headgate.runtime.configuration.Setting;
import dev.headgate.runtime.configuration.Settings;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Deeds;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration in force, each value with its origin, and its change while the system runs: a
 * JSON merge patch, checked by the rules of the start, all or nothing, in force here at once and in
 * every other process within a poll. See {@link RunTimeChanges} for how long it holds.
 */
final class ConfigEndpoints implements EndpointGroup {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigEndpoints.class);
  private static final String PATH = "/api/v1/config";
  private static final String CHANGED = "config.changed";
  private static final int LARGEST = 256 * 1024;
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");

  private final LiveConfiguration live;
  private final RunTimeChanges changes;
  private final Deeds deeds;

  ConfigEndpoints(
      LiveConfiguration live, RunTimeChanges changes, AuditLog audit, InstantSource clock) {
    this.live = live;
    this.changes = changes;
    this.deeds = new Deeds(audit, clock);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(PATH, Access.ADMIN, call -> all()),
        Route.of("PATCH", PATH, Access.ADMIN, this::patch));
  }

  private Answer all() {
    try {
      changes.refresh();
    } catch (StorageFailure away) {
      // What is in force here is what an operator needs to see then.
      LOG.warn("the configuration is shown as last known: {}", away.getMessage());
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("revision", changes.revision());
    view.put("preset", live.now().preset().label());
    view.put("file", live.file());
    view.put("persistence", changes.shared());
    view.put("needs_restart", live.waiting());
    view.put("settings", settings(key -> true));
    return tagged(Answer.json(view));
  }

  private Answer tagged(Answer answer) {
    return answer.with("ETag", "\"" + changes.revision() + "\"");
  }

  private Map<String, Object> settings(Predicate<String> wanted) {
    Map<String, Object> settings = new LinkedHashMap<>();
    live.effective().entries().stream()
        .filter(entry -> wanted.test(entry.key()))
        .forEach(entry -> settings.put(entry.key(), view(entry)));
    return settings;
  }

  private Map<String, Object> view(EffectiveConfiguration.Entry entry) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("value", entry.value().isEmpty() ? null : entry.value());
    view.put("origin", entry.kind());
    view.put("source", entry.origin());
    view.put("at_run_time", Settings.named(entry.key()).map(Setting::live).orElse(false));
    changes
        .of(entry.key())
        .map(value -> value.persistent() ? "changed" : "restart")
        .ifPresent(until -> view.put("until", until));
    return view;
  }

  private Answer patch(Call call) throws IOException {
    boolean persistent = persistent(call);
    @Nullable Long expected = expected(call);
    List<Mistake> mistakes = new ArrayList<>();
    Map<String, @Nullable String> texts =
        ChangeRequest.read(call.json(LARGEST), this::text, mistakes);
    if (!mistakes.isEmpty()) {
      mistakes.addAll(changes.mistakes(texts));
      throw refused(mistakes);
    }
    String keys = String.join(", ", texts.keySet());
    RunTimeChanges.Outcome outcome;
    try {
      outcome =
          deeds.attempt(
              call, CHANGED, keys, "change", () -> changes.change(texts, persistent, expected));
    } catch (InvalidConfiguration invalid) {
      throw refused(invalid.mistakes());
    }
    return switch (outcome) {
      case RunTimeChanges.Outcome.Done done -> done(call, texts.keySet(), persistent, done);
      case RunTimeChanges.Outcome.Outdated outdated ->
          throw new Problem(
              412,
              "precondition-failed",
              "Precondition failed",
              "The settings are at revision %d: read them again, and change those"
                  .formatted(outdated.revision()),
              Map.of("revision", outdated.revision()));
      case RunTimeChanges.Outcome.Contended contended ->
          throw Problem.conflict(
              "Others changed settings at the same time, again and again; try again");
    };
  }

  private Answer done(
      Call call, Set<String> keys, boolean persistent, RunTimeChanges.Outcome.Done done) {
    String until = persistent ? "persistent" : "until restart";
    for (EffectiveConfiguration.Change change : done.changes()) {
      deeds.done(call, CHANGED, change.key(), "%s (%s)".formatted(change.told(), until));
      LOG.info("{}: {}, changed by {}", change.key(), change.told(), call.exchange().caller());
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("revision", done.revision());
    view.put("settings", settings(keys::contains));
    return Answer.json(view).with("ETag", "\"" + done.revision() + "\"");
  }

  private String text(String key) {
    return live.effective().entry(key).map(EffectiveConfiguration.Entry::value).orElse("");
  }

  private static Problem refused(List<Mistake> mistakes) {
    return Problem.invalid(mistakes.stream().map(Mistake::toString).toList());
  }

  private boolean persistent(Call call) {
    String word = call.parameter("persist").orElse("false");
    boolean persistent =
        switch (word) {
          case "true" -> true;
          case "false" -> false;
          default -> throw Problem.badRequest("persist: unreadable (expected: true or false)");
        };
    if (persistent && !changes.shared()) {
      throw Problem.conflict(
          "Nothing outlives this process: its limits are kept in memory. Put the change into the"
              + " configuration file, or set STORAGE_TYPE (or LIMIT_STORE) to redis or postgres");
    }
    return persistent;
  }

  private static @Nullable Long expected(Call call) {
    @Nullable String wanted = call.exchange().getHeaders().get("If-Match");
    if (wanted == null || wanted.strip().equals("*")) {
      return null;
    }
    Matcher tag = TAG.matcher(wanted.strip());
    if (!tag.matches()) {
      throw Problem.badRequest("If-Match: unreadable (expected: the ETag of GET " + PATH + ")");
    }
    return Long.parseLong(tag.group(1));
  }
}
