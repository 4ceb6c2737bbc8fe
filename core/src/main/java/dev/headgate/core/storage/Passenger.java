package dev.headgate.core.storage;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A request on its way, and a place for its answer. */
final class Passenger<Q, A> {

  private final Q question;
  private final CompletableFuture<A> answer = new CompletableFuture<>();

  Passenger(Q question) {
    this.question = question;
  }

  Q question() {
    return question;
  }

  void arrive(A value) {
    answer.complete(value);
  }

  void fail(Throwable failure) {
    answer.completeExceptionally(failure);
  }

  boolean arrivesWithin(Duration patience) throws InterruptedException {
    try {
      answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    }
  }

  /** Waits for the answer; throws what the trip failed with. */
  A answer() throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failed.getCause();
    }
  }
}
