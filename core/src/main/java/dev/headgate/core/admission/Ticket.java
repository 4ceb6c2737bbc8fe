package dev.headgate.core.admission;

import dev.headgate.core.priority.Place;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One request's place in a line; everything that changes is guarded by the line's lock. */
final class Ticket {
  final AdmissionRequest request;
  final CompletableFuture<Admission> outcome = new CompletableFuture<>();

  @Nullable Place<Ticket> place;

  /** Until when a limit stands against it. */
  Instant notBefore = Instant.MIN;

  /** What stood against it when it was tried last. */
  Attempt.@Nullable Blocked blocked;

  /** Whether its outcome was handed over, or its pass has gone back. */
  boolean taken;

  Ticket(AdmissionRequest request) {
    this.request = request;
  }
}
