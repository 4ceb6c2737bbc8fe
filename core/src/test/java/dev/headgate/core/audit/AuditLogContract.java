package dev.headgate.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.Race;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What every {@link AuditLog} does. The log may be shared: tests tell their own events by actor.
 */
public interface AuditLogContract {
  Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  /** The log under test; it keeps at least a thousand events. */
  AuditLog auditLog();

  /** An event of that actor. */
  static AuditEvent event(String actor, String outcome) {
    return new AuditEvent(
        NOON,
        actor,
        "github.write",
        "POST /repos/o/r/issues",
        outcome,
        UUID.randomUUID().toString());
  }

  /** An actor nobody else uses. */
  static String freshActor() {
    return "user:" + UUID.randomUUID();
  }

  @Test
  default void givesBackWhatWasAppended() {
    AuditLog log = auditLog();
    AuditEvent event = event(freshActor(), "201");
    log.append(event);
    assertThat(log.latest(100)).contains(event);
  }

  @Test
  default void givesTheNewestFirst() {
    AuditLog log = auditLog();
    String actor = freshActor();
    List<AuditEvent> events = List.of(event(actor, "1"), event(actor, "2"), event(actor, "3"));
    events.forEach(log::append);
    assertThat(log.latest(100).stream().filter(event -> event.actor().equals(actor)))
        .extracting(AuditEvent::outcome)
        .containsExactly("3", "2", "1");
  }

  @Test
  default void givesNoMoreThanIsAskedFor() {
    AuditLog log = auditLog();
    String actor = freshActor();
    for (int i = 0; i < 5; i++) {
      log.append(event(actor, Integer.toString(i)));
    }
    assertThat(log.latest(2)).hasSize(2);
    assertThat(log.latest(0)).isEmpty();
  }

  @Test
  default void refusesANegativeLimit() {
    AuditLog log = auditLog();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log.latest(-1))
        .withMessageContaining("limit");
  }

  @Test
  default void keepsControlCharactersAsTheyAre() {
    AuditLog log = auditLog();
    AuditEvent event = event(freshActor(), "line\nbreak\u001b[31m");
    log.append(event);
    assertThat(log.latest(100)).contains(event);
  }

  @Test
  default void givesACopyThatLaterEventsDoNotChange() {
    AuditLog log = auditLog();
    log.append(event(freshActor(), "before"));
    List<AuditEvent> before = log.latest(1);
    AuditEvent first = before.get(0);
    log.append(event(freshActor(), "after"));
    assertThat(before).containsExactly(first);
  }

  @Test
  default void losesNothingWhenManyAppendAtOnceAndKeepsEachOnesOrder() {
    AuditLog log = auditLog();
    List<String> actors =
        Race.of(
            16,
            number -> {
              String actor = freshActor();
              for (int i = 0; i < 20; i++) {
                log.append(event(actor, Integer.toString(i)));
              }
              return actor;
            });
    List<AuditEvent> all = log.latest(1_000);
    for (String actor : actors) {
      List<Integer> order =
          all.stream()
              .filter(event -> event.actor().equals(actor))
              .map(event -> Integer.valueOf(event.outcome()))
              .toList();
      assertThat(order).hasSize(20).isSortedAccordingTo((a, b) -> b.compareTo(a));
    }
  }
}
