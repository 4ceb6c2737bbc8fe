package dev.headgate.core.breaker;

/**
 * What a {@link BreakerBoard} tells a process of one service.
 *
 * @param service the service's name
 * @param circuit the circuit as it stands now
 * @param force what an operator decided
 * @param healthy how many processes vote so of this version of the circuit
 * @param failing how many processes vote so of this version of the circuit
 * @param processes how many processes spoke of the service lately, whatever they said
 * @param granted how many of the probes that the process wanted it may make
 */
public record BreakerView(
    String service,
    SharedCircuit circuit,
    Force force,
    int healthy,
    int failing,
    int processes,
    int granted) {

  /** What is known of a service before its board was asked. */
  static BreakerView initial(String service) {
    return new BreakerView(service, SharedCircuit.INITIAL, Force.AUTO, 0, 0, 1, 0);
  }
}
