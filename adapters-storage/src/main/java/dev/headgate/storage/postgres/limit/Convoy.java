package dev.headgate.storage.postgres.limit;

import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Lets requests that come while others are under way travel together: where one caller asks it goes
 * at once, and where many do a round trip carries many of them.
 *
 * <p>A request that could not be sent within {@code patience} is not sent at all. Trips run on
 * threads of their own, so that a caller who is interrupted takes nobody along.
 *
 * <p>Thread-safe.
 */
final class Convoy<Q, A> {

  private final int trips;
  private final int seats;
  private final Duration patience;
  private final Function<List<Q>, List<A>> carrier;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Passenger<Q, A>> waiting = new ArrayDeque<>();
  private int underWay;

  /**
   * A convoy that has nobody to carry.
   *
   * @param trips how many round trips are under way at once at most
   * @param seats how many requests one of them carries at most
   * @param carrier makes a round trip; answers in the order of the requests
   */
  Convoy(int trips, int seats, Duration patience, Function<List<Q>, List<A>> carrier) {
    this.trips = trips;
    this.seats = seats;
    this.patience = patience;
    this.carrier = carrier;
  }

  /**
   * What the carrier answered.
   *
   * @throws StorageFailure if it did, or if the request was not sent in time
   */
  A ask(Q question) {
    Passenger<Q, A> passenger = new Passenger<>(question);
    if (queue(passenger)) {
      Thread.ofVirtual().name("postgres-limits").start(this::travel);
    }
    try {
      if (!passenger.arrivesWithin(patience) && leave(passenger)) {
        throw new StorageUnavailable(
            PostgresDatabase.STORE, "not asked within " + patience, new TimeoutException());
      }
      return passenger.answer();
    } catch (InterruptedException interrupted) {
      boolean stayed = leave(passenger);
      Thread.currentThread().interrupt();
      throw stayed
          ? new StorageUnavailable(PostgresDatabase.STORE, "interrupted before", interrupted)
          : new OutcomeUnknown(PostgresDatabase.STORE, "interrupted meanwhile", interrupted);
    }
  }

  /** Whether a trip has to be started for those who wait. */
  private boolean queue(Passenger<Q, A> passenger) {
    lock.lock();
    try {
      waiting.addLast(passenger);
      if (underWay == trips) {
        return false;
      }
      underWay++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the passenger was still waiting, and is no longer. */
  private boolean leave(Passenger<Q, A> passenger) {
    lock.lock();
    try {
      return waiting.remove(passenger);
    } finally {
      lock.unlock();
    }
  }

  private void travel() {
    List<Passenger<Q, A>> aboard = board();
    while (!aboard.isEmpty()) {
      carry(aboard);
      aboard = board();
    }
  }

  /** Those who have waited longest; when there are none, the trip is over. */
  private List<Passenger<Q, A>> board() {
    lock.lock();
    try {
      List<Passenger<Q, A>> aboard = new ArrayList<>(Math.min(seats, waiting.size()));
      while (aboard.size() < seats && !waiting.isEmpty()) {
        aboard.add(waiting.removeFirst());
      }
      if (aboard.isEmpty()) {
        underWay--;
      }
      return aboard;
    } finally {
      lock.unlock();
    }
  }

  private void carry(List<Passenger<Q, A>> aboard) {
    try {
      List<A> answers = carrier.apply(aboard.stream().map(Passenger::question).toList());
      for (int i = 0; i < aboard.size(); i++) {
        aboard.get(i).arrive(answers.get(i));
      }
    } catch (RuntimeException | Error failure) {
      // Whatever it is, those who asked get it: they wait for nothing else.
      aboard.forEach(passenger -> passenger.fail(failure));
    }
  }
}
