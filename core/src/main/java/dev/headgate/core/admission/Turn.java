package dev.headgate.core.admission;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One demand on its way: decided already, or waiting in a line.
 *
 * <p>Thread-safe.
 */
public final class Turn {
  private final @Nullable Line line;
  private final @Nullable Ticket ticket;
  private final @Nullable Admission decided;

  private Turn(@Nullable Line line, @Nullable Ticket ticket, @Nullable Admission decided) {
    this.line = line;
    this.ticket = ticket;
    this.decided = decided;
  }

  static Turn decided(Admission admission) {
    return new Turn(null, null, admission);
  }

  static Turn waiting(Line line, Ticket ticket) {
    return new Turn(line, ticket, null);
  }

  /**
   * Waits until it is decided, at the latest when the sender's patience ends.
   *
   * @throws InterruptedException when the thread is interrupted; the demand has left the line then
   */
  public Admission await() throws InterruptedException {
    if (decided != null) {
      return decided;
    }
    if (line == null || ticket == null) {
      throw new IllegalStateException("a turn is decided or waits");
    }
    try {
      return line.handOver(ticket, ticket.outcome.get());
    } catch (InterruptedException interrupted) {
      abandon();
      throw interrupted;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("an outcome is never a failure", impossible);
    }
  }

  /** Whether it is decided, so that {@link #await} does not wait. */
  public boolean decided() {
    return ticket == null || ticket.outcome.isDone();
  }

  /**
   * Leaves the line; a pass that was given at the same moment, and not yet handed over, goes back.
   */
  public void abandon() {
    if (line != null && ticket != null) {
      line.abandon(ticket);
    }
  }
}
