package dev.headgate.core.admission;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One demand's place in a line; everything that changes is guarded by the line's lock. */
final class Ticket {
  final AdmissionRequest demand;
  final Instant arrived;

  /** Its place among those of its class: by fair share, then by arrival. */
  final long share;

  final long number;

  /** Until when a limit stands against it. */
  Instant notBefore = Instant.MIN;

  /** What stood against it when it was tried last. */
  Attempt.@Nullable Blocked blocked;

  /** Whether its outcome was handed over, or its pass has gone back. */
  boolean taken;

  final CompletableFuture<Admission> outcome = new CompletableFuture<>();

  Ticket(AdmissionRequest demand, Instant arrived, long share, long number) {
    this.demand = demand;
    this.arrived = arrived;
    this.share = share;
    this.number = number;
  }

  /** By this instant the line is judged over the classes; see {@code Priority}. */
  Instant rank() {
    return arrived.plus(demand.priority().headStart());
  }
}
