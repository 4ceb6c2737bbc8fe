package dev.headgate.runtime.chore;

/** What one feature wants to have done again and again; bound into a set. */
@FunctionalInterface
public interface Chores {
  /** Names them, each with how often it comes round. */
  void entrust(Housekeeping housekeeping);
}
