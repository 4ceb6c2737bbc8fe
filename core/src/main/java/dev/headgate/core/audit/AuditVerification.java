package dev.headgate.core.audit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks along a chain, entry by entry in the order they are kept, and finds the first that does not
 * fit. Not thread-safe.
 */
public final class AuditVerification {
  private final AuditChain chain;
  private @Nullable AuditEntry first;
  private @Nullable AuditEntry last;
  private @Nullable AuditMark before;
  private long count;
  private @Nullable String fault;
  private @Nullable AuditMark seen;

  /** A walk that begins wherever the first entry is, which is believed about what was before it. */
  public AuditVerification(AuditChain chain) {
    this.chain = chain;
  }

  /** Begins behind the last that was removed for its age. */
  public void begin(AuditMark anchor) {
    before = anchor;
    if (!chain.genuineAnchor(anchor)) {
      fault =
          "The record of what was removed for its age (up to entry %d) is not genuine: changed, or sealed by another audit.key."
              .formatted(anchor.number());
    }
  }

  /**
   * This entry was in the chain before, such as the last one of an earlier walk: it must be there
   * still, unless it was removed for its age. Said before the first entry.
   *
   * @param hash its hash then
   */
  public void expect(long number, String hash) {
    seen = new AuditMark(number, hash, "");
  }

  /** The next entry; what comes behind a fault is counted only. */
  public void accept(AuditEntry entry) {
    count++;
    if (first == null) {
      first = entry;
    }
    if (fault == null) {
      fault = fault(entry);
    }
    last = entry;
    before = new AuditMark(entry.number(), entry.hash(), "");
  }

  /** Ends at the recorded end of the chain. */
  public void end(AuditMark head) {
    if (fault != null) {
      return;
    }
    long number = before == null ? 0 : before.number();
    if (number < head.number()) {
      fault =
          "Cut off at the end: entries %d to %d are missing.".formatted(number + 1, head.number());
    } else if (number > head.number()) {
      fault =
          "Entry %d is inserted: the recorded end of the chain is entry %d."
              .formatted(head.number() + 1, head.number());
    } else if (before != null && !before.hash().equals(head.hash())) {
      fault = "Entry %d is not the recorded end of the chain.".formatted(number);
    } else if (!chain.genuineHead(head)) {
      fault =
          "The record of the chain's end (entry %d) is not genuine: changed, or sealed by another audit.key."
              .formatted(head.number());
    }
  }

  /** What does not fit, in a sentence; empty: everything does. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault == null ? cutOff() : fault);
  }

  /** How many entries were seen. */
  public long count() {
    return count;
  }

  /** The first entry seen. */
  public Optional<AuditEntry> first() {
    return Optional.ofNullable(first);
  }

  /** The last entry seen. */
  public Optional<AuditEntry> last() {
    return Optional.ofNullable(last);
  }

  private @Nullable String cutOff() {
    long end = before == null ? 0 : before.number();
    return seen == null || seen.number() <= end
        ? null
        : "Cut off at the end: entry %d was there before, and the chain ends at entry %d."
            .formatted(seen.number(), end);
  }

  private @Nullable String fault(AuditEntry entry) {
    long number = entry.number();
    if (before != null && number > before.number() + 1) {
      return before.number() + 2 == number
          ? "Entry %d is missing.".formatted(number - 1)
          : "Entries %d to %d are missing.".formatted(before.number() + 1, number - 1);
    }
    if (before != null && number <= before.number()) {
      return "Entry %d is out of order: it comes behind entry %d, inserted or moved."
          .formatted(number, before.number());
    }
    if (!chain.genuine(entry)) {
      return "Entry %d is changed: its hash is not that of its content.".formatted(number);
    }
    if (before != null && !entry.previous().equals(before.hash())) {
      return "Entry %d does not follow entry %d: one of them is exchanged, or was inserted."
          .formatted(number, before.number());
    }
    if (seen != null && number == seen.number() && !entry.hash().equals(seen.hash())) {
      return "Entry %d had another hash before: the chain was written anew.".formatted(number);
    }
    return null;
  }
}
