package dev.headgate.github.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/**
 * How a simulator is started.
 *
 * @param host the address to listen on
 * @param port the API's port; 0 picks a free one
 * @param blobPort the port of the host that signed URLs point to; 0 picks a free one
 * @param artifactUrlTtl how long a signed artifact or log URL is honoured
 * @param clock decides windows, expiry and the {@code Date} header
 * @param limits primary and secondary limits
 * @param validators how entity tags are made
 * @param latency added to every API answer
 */
public record SimulatorOptions(
    String host,
    int port,
    int blobPort,
    Duration artifactUrlTtl,
    InstantSource clock,
    SimulatorLimits limits,
    ValidatorMode validators,
    Duration latency) {

  /** Loopback, free ports, GitHub's limits, no added latency. */
  public static final SimulatorOptions DEFAULTS =
      new SimulatorOptions(
          "127.0.0.1",
          0,
          0,
          Duration.ofSeconds(60),
          InstantSource.system(),
          SimulatorLimits.DEFAULTS,
          ValidatorMode.V1,
          Duration.ZERO);

  public SimulatorOptions {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(validators, "validators");
    port("port", port);
    port("blobPort", blobPort);
    if (artifactUrlTtl.isNegative() || artifactUrlTtl.isZero()) {
      throw new IllegalArgumentException(
          "artifactUrlTtl: " + artifactUrlTtl + " (expected: more than 0)");
    }
    if (latency.isNegative()) {
      throw new IllegalArgumentException("latency: " + latency + " (expected: 0 or more)");
    }
  }

  public SimulatorOptions withHost(String value) {
    return new SimulatorOptions(
        value, port, blobPort, artifactUrlTtl, clock, limits, validators, latency);
  }

  public SimulatorOptions withPort(int value) {
    return new SimulatorOptions(
        host, value, blobPort, artifactUrlTtl, clock, limits, validators, latency);
  }

  public SimulatorOptions withBlobPort(int value) {
    return new SimulatorOptions(
        host, port, value, artifactUrlTtl, clock, limits, validators, latency);
  }

  public SimulatorOptions withArtifactUrlTtl(Duration value) {
    return new SimulatorOptions(host, port, blobPort, value, clock, limits, validators, latency);
  }

  public SimulatorOptions withClock(InstantSource value) {
    return new SimulatorOptions(
        host, port, blobPort, artifactUrlTtl, value, limits, validators, latency);
  }

  public SimulatorOptions withLimits(SimulatorLimits value) {
    return new SimulatorOptions(
        host, port, blobPort, artifactUrlTtl, clock, value, validators, latency);
  }

  public SimulatorOptions withValidators(ValidatorMode value) {
    return new SimulatorOptions(
        host, port, blobPort, artifactUrlTtl, clock, limits, value, latency);
  }

  public SimulatorOptions withLatency(Duration value) {
    return new SimulatorOptions(
        host, port, blobPort, artifactUrlTtl, clock, limits, validators, value);
  }

  private static void port(String name, int value) {
    if (value < 0 || value > 65_535) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 0 to 65535)");
    }
  }
}
