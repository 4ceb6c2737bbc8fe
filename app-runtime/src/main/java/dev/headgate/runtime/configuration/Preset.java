package dev.headgate.runtime.configuration;

import java.util.Locale;
import java.util.Map;

/**
 * A named set of defaults for a kind of installation.
 *
 * <p>A preset is weaker than the environment and the file and stronger than the built-in defaults.
 */
public enum Preset {
  /** One machine: loopback, logs for people, no inbound limits. */
  DEVELOPMENT,

  /** All interfaces, logs for machines, inbound limits; insecure combinations are refused. */
  PRODUCTION,

  /** Production with limits fetched ahead of need and a sampled access log. */
  HIGH_THROUGHPUT;

  /** Whether combinations that are unsafe on a network stop the start. */
  public boolean hardened() {
    return this != DEVELOPMENT;
  }

  /** The name as it is configured. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Map<String, String> settings() {
    return switch (this) {
      case DEVELOPMENT ->
          Map.of(
              "server.host", "127.0.0.1",
              "worker.host", "127.0.0.1",
              "worker.port", "0",
              "log.format", "human",
              "rate-limit.enabled", "false");
      case PRODUCTION ->
          Map.of(
              "server.host", "0.0.0.0",
              "worker.host", "0.0.0.0",
              "worker.port", "8081",
              "log.format", "json",
              "rate-limit.enabled", "true");
      case HIGH_THROUGHPUT ->
          Map.of(
              "server.host", "0.0.0.0",
              "worker.host", "0.0.0.0",
              "worker.port", "8081",
              "log.format", "json",
              "rate-limit.enabled", "true",
              "rate-limit.leases", "true",
              "access-log.sample", "100");
    };
  }
}
