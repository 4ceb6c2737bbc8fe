package dev.headgate.core.admission;

import dev.headgate.core.priority.Place;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request's place in a line. Its outcome is decided once, by whoever is first: the line, or its
 * sender who leaves. Everything else that changes is guarded by the line's lock.
 */
final class Ticket {
  final AdmissionRequest request;
  final CompletableFuture<Admission> outcome = new CompletableFuture<>();

  @Nullable Place<Ticket> place;

  /** Until when a limit stands against it. */
  Instant notBefore = Instant.MIN;

  /** What stood against it when it was tried last. */
  Attempt.@Nullable Blocked blocked;

  Ticket(AdmissionRequest request) {
    this.request = request;
  }
}
