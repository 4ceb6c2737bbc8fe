package dev.headgate.storage.redis.connection;

import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.redisson.RedissonShutdownException;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisReadonlyException;
import org.redisson.client.RedisRedirectException;
import org.redisson.client.RedisResponseTimeoutException;
import org.redisson.client.RedisRetryException;
import org.redisson.client.RedisTimeoutException;
import org.redisson.client.RedisWrongPasswordException;
import org.redisson.client.WriteRedisConnectionException;

/**
 * Tells what was certainly not done from what may have been.
 *
 * <p>Not done is what found no connection, was not written as a whole, or was refused by the server
 * before it began: while it loads, is full, is a replica, asks for a password. Everything else may
 * have happened.
 */
final class RedisFailures {

  /** Never sent, or refused before it began; save an answer that was waited for in vain. */
  private static final List<Class<? extends Throwable>> NOT_DONE =
      List.of(
          RedisTimeoutException.class,
          RedisConnectionException.class,
          RedisNodeNotFoundException.class,
          RedisRetryException.class,
          RedisRedirectException.class,
          RedisReadonlyException.class,
          RedisOutOfMemoryException.class,
          RedisAuthRequiredException.class,
          RedisWrongPasswordException.class,
          RedissonShutdownException.class);

  /** How the server begins its refusals of whole commands that the driver has no type for. */
  private static final List<String> REFUSALS =
      List.of("NOPERM", "MISCONF", "ERR max number of clients");

  /** Refusals of a script's first write, which older servers wrap in the script's own error. */
  private static final List<String> REFUSED_WRITES =
      List.of("-READONLY ", "-MISCONF ", "-NOREPLICAS ");

  private RedisFailures() {}

  /** Nothing was sent, or nothing that was sent could change anything. */
  static StorageUnavailable unavailable(Throwable failure) {
    return new StorageUnavailable(RedisConnection.STORE, describe(failure), failure);
  }

  /** What became of a call that changes something. */
  static StorageFailure ofWrite(Throwable failure) {
    return wasNotDone(failure) ? unavailable(failure) : unknown(failure);
  }

  /** It may have happened. */
  static OutcomeUnknown unknown(Throwable failure) {
    return new OutcomeUnknown(RedisConnection.STORE, describe(failure), failure);
  }

  /** Whether it was not even sent, although nobody waited long for that. */
  static boolean wasNotWritten(Throwable failure) {
    return failure instanceof WriteRedisConnectionException;
  }

  /** Whether telling it again is of no use: it was refused, or the caller does not want it. */
  static boolean isFinal(Throwable failure) {
    return failure instanceof InterruptedException
        || (wasNotDone(failure) && !wasNotWritten(failure));
  }

  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  static boolean wasNotDone(Throwable failure) {
    if (failure instanceof RedisResponseTimeoutException) {
      return false;
    }
    if (NOT_DONE.stream().anyMatch(kind -> kind.isInstance(failure))) {
      return true;
    }
    // What has a cause was wrapped because no connection came about; an answer has none.
    return failure instanceof RedisException other
        && (other.getCause() != null || isRefusal(String.valueOf(other.getMessage())));
  }

  private static boolean isRefusal(String message) {
    return REFUSALS.stream().anyMatch(message::startsWith)
        || REFUSED_WRITES.stream().anyMatch(message::contains);
  }

  /** Who refused whom, else the kind alone: the driver's messages repeat keys and arguments. */
  private static String describe(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException refused) {
        return "TLS: " + refused.getMessage();
      }
      if (cause instanceof RedisWrongPasswordException
          || String.valueOf(cause.getMessage()).startsWith("WRONGPASS")) {
        return "the user or the password is refused";
      }
      if (cause instanceof RedisAuthRequiredException) {
        return "a password is asked for";
      }
    }
    return failure.getClass().getSimpleName();
  }
}
