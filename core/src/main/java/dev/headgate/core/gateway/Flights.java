package dev.headgate.core.gateway;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Identical work in flight is done once: the first to ask does it, those who ask meanwhile wait for
 * its result. The leader's cancellation cancels the work only while nobody waits for it.
 *
 * <p>Safe for use by several threads; holds an entry only while its work is under way.
 */
final class Flights<K, V> {
  private final ConcurrentHashMap<K, Flight<V>> flights = new ConcurrentHashMap<>();

  /**
   * Does the work, or waits for another who is doing it.
   *
   * @param patience how long to wait for another
   * @return empty when the other did not finish in time
   */
  Optional<Joined<V>> join(
      K key, Duration patience, Cancellation cancellation, Function<Cancellation, V> work)
      throws InterruptedException {
    Flight<V> mine = new Flight<>();
    Flight<V> other = flights.putIfAbsent(key, mine);
    return other == null
        ? Optional.of(new Joined<>(lead(key, mine, cancellation, work), true))
        : follow(other, patience).map(value -> new Joined<>(value, false));
  }

  private V lead(K key, Flight<V> flight, Cancellation leader, Function<Cancellation, V> work) {
    Runnable forget = leader.onCancel(flight::leaderLeft);
    try {
      V value = work.apply(flight.cancellation);
      flights.remove(key, flight);
      flight.result.complete(value);
      return value;
    } catch (RuntimeException | Error failure) {
      flights.remove(key, flight);
      flight.result.completeExceptionally(failure);
      throw failure;
    } finally {
      forget.run();
    }
  }

  private static <V> Optional<V> follow(Flight<V> flight, Duration patience)
      throws InterruptedException {
    flight.followers.incrementAndGet();
    try {
      return Optional.of(flight.result.get(patience.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("the request that this one waited for failed", failed);
    } finally {
      flight.followers.decrementAndGet();
    }
  }

  /**
   * A result, and whether it was worked for here.
   *
   * @param value the result
   * @param leader whether this caller did the work
   */
  record Joined<V>(V value, boolean leader) {}

  private static final class Flight<V> {
    final CompletableFuture<V> result = new CompletableFuture<>();
    final AtomicInteger followers = new AtomicInteger();
    final Cancellation cancellation = new Cancellation();

    void leaderLeft() {
      if (followers.get() == 0) {
        cancellation.cancel();
      }
    }
  }
}
