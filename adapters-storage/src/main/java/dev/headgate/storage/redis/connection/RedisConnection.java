package dev.headgate.storage.redis.connection;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;

/**
 * The connections of this process to one Redis: a server, a primary with replicas, or a cluster.
 *
 * <p>It is made without Redis being there, connects when it is first asked and heals by itself:
 * broken connections are replaced as they are met. What was sent is never sent again; whether a
 * call may be repeated is its caller's to know.
 *
 * <p>The driver's exceptions end here. A {@link StorageUnavailable} says that nothing was changed,
 * a {@link dev.headgate.core.storage.OutcomeUnknown} that the change may have happened.
 *
 * <p>Everything goes to the primary, for replicas lag behind, but what is asked by {@link
 * #readNearby}.
 *
 * <p>Thread-safe. A call takes no longer than the response timeout (one that is told twice a third
 * of it more, if connections are short as well), and the first one the connect timeout before.
 */
public final class RedisConnection implements AutoCloseable {

  /** The store's name in failures, metrics and health. */
  public static final String STORE = "redis";

  /**
   * After this part of the time a change that may be told twice is. Its connection is given up
   * later.
   */
  private static final int SOON_PERCENT = 40;

  private final RedisSettings settings;
  private final RedissonClient primary;
  private final @Nullable RedissonClient reader;
  private final long patienceMillis;

  /** Connections by these settings; nothing is waited for. */
  public RedisConnection(RedisSettings settings) {
    this.settings = settings;
    this.primary = Redisson.create(Clients.configuration(settings, settings.nodes()));
    URI replicas = settings.reader();
    this.reader =
        replicas == null
            ? null
            : Redisson.create(Clients.configuration(settings, List.of(replicas)));
    this.patienceMillis = settings.responseTimeout().toMillis();
  }

  /** The full name of a key: it begins with the prefix of all keys of this installation. */
  public String key(String name) {
    return settings.prefix() + name;
  }

  /** How long a call waits for its answer. */
  public Duration patience() {
    return settings.responseTimeout();
  }

  /**
   * Asks the primary something and changes nothing.
   *
   * @throws StorageUnavailable whatever went wrong
   */
  public <T extends @Nullable Object> T read(
      Function<RedissonClient, ? extends CompletionStage<T>> question) {
    return ask(primary, question);
  }

  /**
   * Asks the replicas' endpoint, if there is one, else the primary: the answer may be older than
   * what was written last.
   *
   * @throws StorageUnavailable whatever went wrong
   */
  public <T extends @Nullable Object> T readNearby(
      Function<RedissonClient, ? extends CompletionStage<T>> question) {
    return ask(reader == null ? primary : reader, question);
  }

  /**
   * Changes something by one command or script.
   *
   * @throws StorageFailure if it was not done, or may not have been
   */
  public <T extends @Nullable Object> T write(
      Function<RedissonClient, ? extends CompletionStage<T>> change) {
    try {
      return await(primary, change);
    } catch (CallFailed failed) {
      throw RedisFailures.ofWrite(failed.reason());
    }
  }

  /**
   * Makes a change that may be told twice but is made once: the second time where the first one was
   * not answered soon. It goes over another connection, as the first one is still waited for.
   *
   * @throws StorageFailure if it was not done, or may not have been
   */
  <T extends @Nullable Object> T writeOnce(
      Function<RedissonClient, ? extends CompletionStage<T>> change,
      Function<RedissonClient, ? extends CompletionStage<T>> again) {
    CompletableFuture<T> first = start(primary, change);
    try {
      return await(first, patienceMillis * SOON_PERCENT / 100);
    } catch (CallFailed failed) {
      if (!RedisFailures.isFinal(failed.reason())) {
        return secondTime(start(primary, again), first);
      }
      throw RedisFailures.ofWrite(failed.reason());
    }
  }

  private <T extends @Nullable Object> T secondTime(
      CompletableFuture<T> second, CompletableFuture<T> first) {
    try {
      return await(second, patienceMillis);
    } catch (CallFailed failed) {
      try {
        return await(first, patienceMillis);
      } catch (CallFailed before) {
        throw RedisFailures.wasNotDone(before.reason())
            ? RedisFailures.ofWrite(failed.reason())
            : RedisFailures.unknown(failed.reason());
      }
    }
  }

  /**
   * The client itself, for subscriptions; its own exceptions come out of it, and it may block a
   * caller for the connect timeout.
   */
  public RedissonClient client() {
    return primary;
  }

  /** Ends all connections; calls that wait for an answer fail. */
  @Override
  public void close() {
    if (reader != null) {
      reader.shutdown(0, 1, TimeUnit.SECONDS);
    }
    primary.shutdown(0, 1, TimeUnit.SECONDS);
  }

  private <T extends @Nullable Object> T ask(
      RedissonClient client, Function<RedissonClient, ? extends CompletionStage<T>> question) {
    try {
      return await(client, question);
    } catch (CallFailed failed) {
      throw RedisFailures.unavailable(failed.reason());
    }
  }

  private <T extends @Nullable Object> T await(
      RedissonClient client, Function<RedissonClient, ? extends CompletionStage<T>> call)
      throws CallFailed {
    try {
      return await(start(client, call), patienceMillis);
    } catch (CallFailed failed) {
      if (RedisFailures.wasNotWritten(failed.reason())) {
        return await(start(client, call), patienceMillis);
      }
      throw failed;
    }
  }

  private static <T extends @Nullable Object> CompletableFuture<T> start(
      RedissonClient client, Function<RedissonClient, ? extends CompletionStage<T>> call) {
    try {
      return call.apply(client).toCompletableFuture();
    } catch (CompletionException | RedisException unconnected) {
      return CompletableFuture.failedFuture(unconnected);
    }
  }

  private static <T extends @Nullable Object> T await(CompletableFuture<T> answer, long millis)
      throws CallFailed {
    try {
      return answer.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException silent) {
      throw new CallFailed(silent);
    } catch (ExecutionException failed) {
      throw new CallFailed(RedisFailures.cause(failed));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CallFailed(interrupted);
    }
  }

  /** What went wrong with a call, before it is known what that means. */
  private static final class CallFailed extends Exception {

    private static final long serialVersionUID = 1L;

    CallFailed(Throwable reason) {
      super(reason);
    }

    Throwable reason() {
      return requireNonNull(getCause(), "cause");
    }
  }
}
