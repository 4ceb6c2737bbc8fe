package dev.headgate.core.breaker;

/** What an operator has decided about a circuit. */
public enum Force {
  /** Nothing: the evidence decides. */
  AUTO,
  /** No call passes, whatever the evidence. */
  OPEN,
  /** Every call passes, whatever the evidence. */
  CLOSED
}
