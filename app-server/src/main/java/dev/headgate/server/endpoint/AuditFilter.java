package dev.headgate.server.endpoint;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit a query asks for.
 *
 * @param since not before then; null: however old
 * @param until before then; null: however young
 * @param actor who; {@code x*} stands for all that begin so; null: anybody
 * @param action what, likewise
 * @param outcome with which result, likewise
 * @param onwards from {@code start} to later ones; else to earlier ones
 * @param start a number; it is not among the entries itself
 * @param limit how many at most
 * @param lines as lines of JSON
 */
record AuditFilter(
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String actor,
    @Nullable String action,
    @Nullable String outcome,
    boolean onwards,
    long start,
    int limit,
    boolean lines) {
  static final int MOST = 1_000;

  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final int USUAL = 100;
  private static final int SHOWN = 64;
  private static final Set<String> NAMES =
      new TreeSet<>(
          List.of(
              "since", "until", "actor", "action", "outcome", BEFORE, AFTER, "limit", "format"));

  /**
   * What the query says.
   *
   * @throws Problem 400 with everything that is wrong with it
   */
  static AuditFilter of(Call call) {
    Reading reading = new Reading(call, new ArrayList<>());
    call.parameters().stream()
        .filter(name -> !NAMES.contains(name))
        .forEach(
            name -> reading.wrong(shown(name), "unknown", "one of " + String.join(", ", NAMES)));
    Instant since = reading.instant("since");
    Instant until = reading.instant("until");
    if (since != null && until != null && !since.isBefore(until)) {
      reading.wrong("since", since.toString(), "before until");
    }
    boolean onwards = call.parameter(AFTER).isPresent();
    if (onwards && call.parameter(BEFORE).isPresent()) {
      reading.wrong("after, before", "both given", "one of them");
    }
    AuditFilter filter =
        new AuditFilter(
            since,
            until,
            reading.text("actor"),
            reading.text("action"),
            reading.text("outcome"),
            onwards,
            onwards
                ? reading.number(AFTER, 0, 0, Long.MAX_VALUE)
                : reading.number(BEFORE, Long.MAX_VALUE, 1, Long.MAX_VALUE),
            (int) reading.number("limit", USUAL, 1, MOST),
            reading.lines());
    if (!reading.mistakes().isEmpty()) {
      throw Problem.badRequest(reading.mistakes());
    }
    return filter;
  }

  /** Whether every entry passes. */
  boolean open() {
    return since == null && until == null && actor == null && action == null && outcome == null;
  }

  boolean lets(AuditEntry entry) {
    AuditEvent event = entry.event();
    return (since == null || !event.at().isBefore(since))
        && (until == null || event.at().isBefore(until))
        && fits(actor, event.actor())
        && fits(action, event.action())
        && fits(outcome, event.outcome());
  }

  private static boolean fits(@Nullable String wanted, String text) {
    if (wanted == null) {
      return true;
    }
    return wanted.endsWith("*")
        ? text.startsWith(wanted.substring(0, wanted.length() - 1))
        : text.equals(wanted);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** Reads one parameter after the other and notes what is wrong. */
  private record Reading(Call call, List<String> mistakes) {
    void wrong(String name, String value, String rule) {
      mistakes.add("%s: %s (expected: %s)".formatted(name, value, rule));
    }

    @Nullable String text(String name) {
      String text = call.parameter(name).orElse(null);
      if (text != null && text.isEmpty()) {
        wrong(name, "empty", "a text, or its beginning and *");
      }
      return text;
    }

    @Nullable Instant instant(String name) {
      String text = call.parameter(name).orElse(null);
      if (text == null) {
        return null;
      }
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException malformed) {
        wrong(name, shown(text), "an RFC 3339 instant such as 2030-01-31T12:00:00Z");
        return null;
      }
    }

    long number(String name, long otherwise, long least, long most) {
      String text = call.parameter(name).orElse(null);
      if (text == null) {
        return otherwise;
      }
      long number = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
      if (number < least || number > most) {
        wrong(
            name,
            shown(text),
            most == Long.MAX_VALUE
                ? "an entry's number, %d or more".formatted(least)
                : "a number, %d to %d".formatted(least, most));
        return otherwise;
      }
      return number;
    }

    boolean lines() {
      String text = call.parameter("format").orElse("json");
      if (!text.equals("json") && !text.equals("ndjson")) {
        wrong("format", shown(text), "json or ndjson");
      }
      return text.equals("ndjson");
    }
  }
}
