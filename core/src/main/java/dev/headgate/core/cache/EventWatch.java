package dev.headgate.core.cache;

import java.time.Instant;

/** Tells whether a change of a resource would have been heard of by an event. Never blocks. */
public interface EventWatch {
  /** Hears of nothing. */
  EventWatch NONE =
      new EventWatch() {
        @Override
        public boolean possible(String path) {
          return false;
        }

        @Override
        public boolean watched(String path, Instant validatedAt, Instant now) {
          return false;
        }
      };

  /** Whether there are events that tell of every change of that raw path. */
  boolean possible(String path);

  /** Whether they were being heard when GitHub confirmed a copy, and have been since. */
  boolean watched(String path, Instant validatedAt, Instant now);
}
