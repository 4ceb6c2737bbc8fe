package dev.headgate.storage.postgres.connection;

import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells what was certainly not done from what may have been.
 *
 * <p>An error that the server answers with undoes the statement and leaves the connection standing:
 * nothing was changed. An error that ends the connection (the server's {@code FATAL} and {@code
 * PANIC}, a broken or silent socket) may have come after the commit and before the answer. A
 * connection that the driver knew to be closed was never written to.
 */
final class Failures {

  /** The driver's states for what it did not send: could not connect, was closed before. */
  private static final Set<String> NOT_SENT = Set.of("08001", "08003", "08004");

  private static final Set<String> CONNECTION_ENDED = Set.of("57P01", "57P02", "57P03", "57P05");

  private Failures() {}

  /** Nothing was sent, or nothing that was sent could change anything. */
  static StorageUnavailable unavailable(Throwable cause) {
    return new StorageUnavailable(PostgresDatabase.STORE, describe(cause), cause);
  }

  /** What became of a statement that changes something. */
  static StorageFailure ofWrite(Exception failure) {
    SQLException cause = sqlCause(failure);
    return cause == null || mayHaveHappened(cause)
        ? new OutcomeUnknown(PostgresDatabase.STORE, describe(failure), failure)
        : unavailable(failure);
  }

  private static boolean mayHaveHappened(SQLException failure) {
    if (failure instanceof PSQLException known) {
      ServerErrorMessage answer = known.getServerErrorMessage();
      if (answer != null) {
        return !"ERROR".equals(answer.getSeverity());
      }
    }
    String state = failure.getSQLState();
    return state == null
        || CONNECTION_ENDED.contains(state)
        || (state.startsWith("08") && !NOT_SENT.contains(state));
  }

  private static @Nullable SQLException sqlCause(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException found) {
        return found;
      }
    }
    return null;
  }

  /** The state and the first line: what follows may repeat values of the statement. */
  private static String describe(Throwable failure) {
    SQLException cause = sqlCause(failure);
    Throwable shown = cause == null ? failure : cause;
    String message = String.valueOf(shown.getMessage()).lines().findFirst().orElse("");
    return cause == null || cause.getSQLState() == null
        ? message
        : message + " (" + cause.getSQLState() + ")";
  }
}
