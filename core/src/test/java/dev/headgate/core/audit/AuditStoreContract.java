package dev.headgate.core.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link AuditStore} does; each test has a store of its own. */
public interface AuditStoreContract {
  /** By this key the chain is made. */
  AuditChain CHAIN = AuditChain.keyed("0123456789abcdef0123456789abcdef".getBytes(UTF_8));

  /** An empty store. */
  AuditStore auditStore();

  /** Appends these outcomes as events of one process, and waits until they are written. */
  static void append(AuditStore store, AuditSettings settings, String... outcomes) {
    ChainedAuditLog log = new ChainedAuditLog(store, CHAIN, settings, AuditWatch.NONE);
    Thread writer = new Thread(log::run, "audit");
    writer.start();
    for (String outcome : outcomes) {
      log.append(AuditLogContract.event("user:octocat", outcome));
    }
    log.close();
    writer.interrupt();
  }

  /** Appends with the usual settings. */
  static void append(AuditStore store, String... outcomes) {
    append(store, AuditSettings.DEFAULTS, outcomes);
  }

  /** What does not fit in the store. */
  static Optional<String> fault(AuditStore store) {
    return verify(store).fault();
  }

  /** A walk along the whole store. */
  static AuditVerification verify(AuditStore store) {
    AuditSpan span = store.span();
    AuditVerification walk = new AuditVerification(CHAIN);
    walk.begin(span.anchor());
    store.after(0, 10_000).forEach(walk::accept);
    walk.end(span.head());
    return walk;
  }

  private static AuditStore.Appended append(
      AuditStore store, long writer, long first, AuditMark head, String outcome) {
    AuditEntry entry = CHAIN.next(head, AuditLogContract.event("user:octocat", outcome));
    return store.append(writer, first, head, List.of(entry), CHAIN.head(entry));
  }

  @Test
  default void isEmptyAtFirst() {
    AuditStore store = auditStore();
    assertThat(store.span()).isEqualTo(AuditSpan.EMPTY);
    assertThat(store.after(0, 10)).isEmpty();
    assertThat(store.before(Long.MAX_VALUE, 10)).isEmpty();
    assertThat(fault(store)).isEmpty();
  }

  @Test
  default void keepsEachTextAndTheTimeToTheNanosecond() {
    AuditStore store = auditStore();
    AuditEvent event =
        new AuditEvent(
            Instant.parse("2026-01-01T12:00:00.123456789Z"),
            "größer 😀",
            "a\nb",
            "",
            "\u001b",
            "'\"");
    AuditEntry entry = CHAIN.next(AuditMark.START, event);
    assertThat(store.append(1, 1, AuditMark.START, List.of(entry), CHAIN.head(entry)).appended())
        .isTrue();
    assertThat(store.after(0, 10)).containsExactly(entry);
    assertThat(store.span().head()).isEqualTo(CHAIN.head(entry));
    assertThat(fault(store)).isEmpty();
  }

  @Test
  default void pagesInBothDirections() {
    AuditStore store = auditStore();
    append(store, "1", "2", "3", "4", "5");
    assertThat(store.after(1, 2)).extracting(AuditEntry::number).containsExactly(2L, 3L);
    assertThat(store.before(4, 2)).extracting(AuditEntry::number).containsExactly(3L, 2L);
    assertThat(store.before(Long.MAX_VALUE, 1)).extracting(AuditEntry::number).containsExactly(5L);
    assertThat(store.after(5, 2)).isEmpty();
    assertThat(store.before(1, 2)).isEmpty();
  }

  @Test
  default void appendsOnlyBehindTheEndAndOnlyOnce() {
    AuditStore store = auditStore();
    AuditStore.Appended one = append(store, 1, 1, AuditMark.START, "one");
    assertThat(one.appended()).isTrue();
    AuditStore.Appended again = append(store, 1, 1, one.head(), "one");
    assertThat(again.appended()).isFalse();
    assertThat(again.written()).isEqualTo(1);
    AuditStore.Appended fork = append(store, 2, 1, AuditMark.START, "fork");
    assertThat(fork).isEqualTo(new AuditStore.Appended(false, one.head(), 0));
    assertThat(append(store, 2, 1, one.head(), "two").appended()).isTrue();
    assertThat(fault(store)).isEmpty();
    assertThat(store.after(0, 10)).hasSize(2);
  }

  @Test
  default void manyProcessesWriteOneChain() {
    AuditStore store = auditStore();
    Race.of(
        8,
        number -> {
          for (int i = 0; i < 3; i++) {
            append(store, "a", "b", "c", "d", "e");
          }
          return number;
        });
    AuditVerification walk = verify(store);
    assertThat(walk.fault()).isEmpty();
    assertThat(walk.count()).isEqualTo(120);
  }

  @Test
  default void removesWhatIsTooOldOrTooManyAndTheRestStillFits() {
    AuditStore store = auditStore();
    append(store, "1", "2", "3", "4", "5");
    AuditSettings three = new AuditSettings(Duration.ofDays(1), 3, 10, Duration.ofSeconds(30));
    ChainedAuditLog log = new ChainedAuditLog(store, CHAIN, three, AuditWatch.NONE);
    assertThat(log.sweep(AuditLogContract.NOON)).isEqualTo(2);
    assertThat(store.after(0, 10)).extracting(AuditEntry::number).containsExactly(3L, 4L, 5L);
    assertThat(fault(store)).isEmpty();
    assertThat(log.sweep(AuditLogContract.NOON.plus(Duration.ofDays(2)))).isEqualTo(2);
    assertThat(store.after(0, 10)).extracting(AuditEntry::number).containsExactly(5L);
    assertThat(store.span().anchor().number()).isEqualTo(4);
    assertThat(fault(store)).isEmpty();
    append(store, "6");
    assertThat(fault(store)).isEmpty();
  }

  @Test
  default void removesNothingWhereAnotherRemovedMeanwhile() {
    AuditStore store = auditStore();
    append(store, "1", "2", "3");
    List<AuditEntry> entries = store.after(0, 2);
    assertThat(store.remove(AuditMark.START, CHAIN.anchor(entries.get(1)))).isTrue();
    assertThat(store.remove(AuditMark.START, CHAIN.anchor(entries.get(0)))).isFalse();
    assertThat(store.span().anchor().number()).isEqualTo(2);
  }

  @Test
  default void anotherKeySeesThatNothingIsGenuine() {
    AuditStore store = auditStore();
    append(store, UUID.randomUUID().toString());
    AuditVerification walk = new AuditVerification(AuditChain.plain());
    store.after(0, 10).forEach(walk::accept);
    assertThat(walk.fault()).contains("Entry 1 is changed: its hash is not that of its content.");
  }
}
