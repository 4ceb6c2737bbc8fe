package dev.headgate.runtime.tracing;

import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.telemetry.Decisions;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.runtime.work.WorkTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Follows what a process does for a request or a task, in spans that are sent to a collector by
 * OTLP. A request's span is the parent of its calls of GitHub; a task's is the child of the request
 * that handed it in, in whatever process it is done. All of them bear the request's id.
 *
 * <p>While it is off it is not in anybody's way: it hands back what it is given.
 *
 * <p>Spans are sent by a thread of their own out of a bounded queue; what finds no room there is
 * lost, and a collector that is away holds up nothing. They name methods, routes, paths, states and
 * counts, never a query, a header's value or a body.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/">OpenTelemetry's semantic
 *     conventions</a>
 */
public final class Tracing implements AutoCloseable {
  /** Follows nothing. */
  public static final Tracing OFF = new Tracing(OpenTelemetry.noop(), null);

  /** How long the last spans may take to leave. */
  private static final long LAST_SECONDS = 3;

  private static final String SCOPE = "dev.headgate";

  private final OpenTelemetry telemetry;
  private final Tracer tracer;
  private final @Nullable OpenTelemetrySdk sdk;

  private Tracing(OpenTelemetry telemetry, @Nullable OpenTelemetrySdk sdk) {
    this.telemetry = telemetry;
    this.tracer = telemetry.getTracer(SCOPE);
    this.sdk = sdk;
  }

  /**
   * Follows and tells the collector at that address. What else OpenTelemetry's own variables say,
   * such as {@code OTEL_TRACES_SAMPLER}, holds as well.
   *
   * @param service the name of this kind of process, unless {@code OTEL_SERVICE_NAME} names it
   * @param instance the name of this process among them
   * @throws CannotStart if one of those variables cannot be
   */
  public static Tracing to(URI endpoint, String service, String instance) {
    Map<String, String> properties =
        Map.of(
            "otel.exporter.otlp.protocol",
            "http/protobuf",
            "otel.exporter.otlp.endpoint",
            endpoint.toString(),
            "otel.service.name",
            service,
            "otel.resource.attributes",
            "service.instance.id=" + instance);
    try {
      OpenTelemetrySdk sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesSupplier(() -> properties)
              .addPropertiesCustomizer(given ->
                  Map.of(
                      "otel.exporter.otlp.endpoint", endpoint.toString(),
                      "otel.metrics.exporter", "none",
                      "otel.logs.exporter", "none"))
              .build()
              .getOpenTelemetrySdk();
      return new Tracing(sdk, sdk);
    } catch (ConfigurationException mistake) {
      throw new CannotStart("Traces cannot be sent: " + mistake.getMessage(), mistake);
    }
  }

  /** Whether it follows anything. */
  public boolean on() {
    return sdk != null;
  }

  /**
   * Begins to follow a request.
   *
   * @param field a field's value by its name, where the caller's own trace may be
   */
  public ServedSpan serve(
      String method, String path, String requestId, UnaryOperator<@Nullable String> field) {
    return ServedSpan.begin(telemetry, tracer, method, path, requestId, field);
  }

  /** That connection, with a span for each call. */
  public Upstream upstream(Upstream upstream) {
    return on() ? new TracedUpstream(upstream, tracer) : upstream;
  }

  /** That queue, which keeps whose trace a task belongs to. */
  public TaskQueue queue(TaskQueue queue) {
    return on() ? new TracedTaskQueue(queue, tracer) : queue;
  }

  /** A worker's telemetry, with a span for each run. */
  public WorkTelemetry work(WorkTelemetry telemetry) {
    return on() ? new TracedWork(telemetry, tracer) : telemetry;
  }

  /** Those who listen to decisions; a span hears of its own as well. */
  public Decisions decisions(Decisions decisions) {
    return on() ? new TracedDecisions(decisions) : decisions;
  }

  /** Those threads, which go on with the span of whoever gives them work. */
  public ExecutorService carrying(ExecutorService threads) {
    return on() ? Context.taskWrapping(threads) : threads;
  }

  /** Sends what is left, for a few seconds at most. */
  @Override
  public void close() {
    if (sdk != null) {
      sdk.shutdown().join(LAST_SECONDS, TimeUnit.SECONDS);
    }
  }
}
