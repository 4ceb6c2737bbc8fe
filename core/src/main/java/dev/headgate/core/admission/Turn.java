package dev.headgate.core.admission;

import static java.util.Objects.requireNonNull;

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
   * @throws InterruptedException when the thread is interrupted; the request has left the line then
   */
  public Admission await() throws InterruptedException {
    if (decided != null) {
      return decided;
    }
    try {
      return ticket().outcome.get();
    } catch (InterruptedException interrupted) {
      if (!leave() && ticket().outcome.join() instanceof Admission.Admitted admitted) {
        line().giveBack(admitted.pass());
      }
      throw interrupted;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("an outcome is never a failure", impossible);
    }
  }

  /** Whether it is decided, so that {@link #await} does not wait. */
  public boolean decided() {
    return decided != null || ticket().outcome.isDone();
  }

  /**
   * Leaves the line, if it still waits there; does not block.
   *
   * @return whether it has left; if not, {@link #await} tells what was decided before
   */
  public boolean leave() {
    return decided == null && ticket().outcome.complete(new Admission.Abandoned());
  }

  private Ticket ticket() {
    return requireNonNull(ticket, "ticket");
  }

  private Line line() {
    return requireNonNull(line, "line");
  }
}
