package dev.headgate.core.limit;

import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A store that counts its round trips, and fails when it is told to. */
public final class WatchedStore implements TokenBuckets, TokenLeases {

  /** What becomes of the calls. */
  public enum State {
    UP,
    /** Nothing arrives. */
    DOWN,
    /** Everything arrives, and no answer comes back. */
    MUTE
  }

  private final TokenBuckets buckets;
  private final TokenLeases leases;
  private final AtomicLong trips = new AtomicLong();
  private volatile State state = State.UP;
  private volatile Runnable way = () -> {};

  public WatchedStore(TokenBuckets buckets, TokenLeases leases) {
    this.buckets = buckets;
    this.leases = leases;
  }

  /** How often it was called. */
  public long trips() {
    return trips.get();
  }

  public void become(State next) {
    state = next;
  }

  /** Does this on the way of each answer. */
  public void delayAnswers(Runnable delay) {
    way = delay;
  }

  private void arrive() {
    trips.incrementAndGet();
    if (state == State.DOWN) {
      throw new StorageUnavailable("test", "down", new IOException("no connection"));
    }
  }

  private <T> T answer(T value) {
    way.run();
    if (state == State.MUTE) {
      throw new OutcomeUnknown("test", "no answer", new IOException("reset"));
    }
    return value;
  }

  @Override
  public Decision acquire(List<Bucket> asked, long permits, long now) {
    arrive();
    return answer(buckets.acquire(asked, permits, now));
  }

  @Override
  public List<Level> levels(List<Bucket> asked, long now) {
    arrive();
    return answer(buckets.levels(asked, now));
  }

  @Override
  public void forget(BucketKey key) {
    arrive();
    buckets.forget(key);
    answer(key);
  }

  @Override
  public List<Lease> takeUpTo(List<Bucket> asked, long[] wanted, long now) {
    arrive();
    return answer(leases.takeUpTo(asked, wanted, now));
  }

  @Override
  public void giveBack(List<Lease> unspent, long now) {
    arrive();
    leases.giveBack(unspent, now);
    answer(unspent);
  }
}
