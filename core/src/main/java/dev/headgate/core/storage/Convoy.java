package dev.headgate.core.storage;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Lets requests that come while others are under way travel together: where one caller asks it goes
 * at once, on the caller's own thread, and where many do a round trip carries many of them.
 *
 * <p>A request that could not be sent within {@code patience} is not sent at all. Trips that carry
 * several run on threads of their own, so that a caller who is interrupted takes nobody along.
 * Those who share a trip share its failure.
 *
 * <p>Thread-safe.
 */
public final class Convoy<Q, A> {

  private final String store;
  private final Executor threads;
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
   * @param store whose name failures bear
   * @param threads give each trip that carries several a thread to wait on
   * @param trips how many round trips are under way at once at most
   * @param seats how many requests one of them carries at most
   * @param carrier makes a round trip; answers in the order of the requests
   */
  public Convoy(
      String store,
      Executor threads,
      int trips,
      int seats,
      Duration patience,
      Function<List<Q>, List<A>> carrier) {
    this.store = store;
    this.threads = threads;
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
  public A ask(Q question) {
    Passenger<Q, A> passenger = new Passenger<>(question);
    if (queue(passenger)) {
      return shared(passenger);
    }
    try {
      return carrier.apply(List.of(question)).get(0);
    } finally {
      if (goesOn()) {
        threads.execute(this::travel);
      }
    }
  }

  /** How many wait for a trip. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  private A shared(Passenger<Q, A> passenger) {
    try {
      if (!passenger.arrivesWithin(patience) && leave(passenger)) {
        throw new StorageUnavailable(store, "not asked within " + patience, new TimeoutException());
      }
      return passenger.answer();
    } catch (InterruptedException interrupted) {
      boolean stayed = leave(passenger);
      Thread.currentThread().interrupt();
      throw stayed
          ? new StorageUnavailable(store, "interrupted before", interrupted)
          : new OutcomeUnknown(store, "interrupted meanwhile", interrupted);
    }
  }

  /** Whether the passenger has to wait; else a trip is begun, for it alone. */
  private boolean queue(Passenger<Q, A> passenger) {
    lock.lock();
    try {
      if (underWay == trips) {
        waiting.addLast(passenger);
        return true;
      }
      underWay++;
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody came during a trip that is over; if not, it ends. */
  private boolean goesOn() {
    lock.lock();
    try {
      if (waiting.isEmpty()) {
        underWay--;
        return false;
      }
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
