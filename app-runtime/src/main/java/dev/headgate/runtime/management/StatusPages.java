package dev.headgate.runtime.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.runtime.health.HealthReport;
import dev.headgate.runtime.health.Readiness;
import dev.headgate.runtime.telemetry.Exposition;
import dev.headgate.runtime.telemetry.Metrics;
import java.util.Optional;

/** How a process is doing, the same in every executable. Thread-safe. */
public final class StatusPages {
  private static final JsonMapper JSON = new JsonMapper();

  private final HealthReport health;
  private final Metrics metrics;
  private final Readiness readiness;

  /** Pages over these. */
  public StatusPages(HealthReport health, Metrics metrics, Readiness readiness) {
    this.health = health;
    this.metrics = metrics;
    this.readiness = readiness;
  }

  /** It answers, and so it is alive. */
  public Page alive() {
    return Page.text(200, "OK");
  }

  /** Whether it does its work: not before its start has ended, not after its stop has begun. */
  public Page ready() {
    return readiness.ready() ? Page.text(200, "READY") : Page.text(503, "STOPPING");
  }

  /**
   * Its metrics.
   *
   * @param accept the request's {@code Accept} field; empty where it has none
   */
  public Page metrics(String accept) {
    Exposition exposition = metrics.scrape(accept);
    return new Page(200, exposition.contentType(), exposition.bytes());
  }

  /** How it and what it depends on are doing. */
  public Page health() {
    try {
      return new Page(200, "application/json", JSON.writeValueAsBytes(health.now()));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("a health report that JSON cannot say", bug);
    }
  }

  /** The page at that path, if there is one. */
  Optional<Page> at(String path, String accept) {
    return switch (path) {
      case "/healthz" -> Optional.of(alive());
      case "/readyz" -> Optional.of(ready());
      case "/metrics", "/api/v1/metrics" -> Optional.of(metrics(accept));
      case "/api/v1/health" -> Optional.of(health());
      default -> Optional.empty();
    };
  }
}
