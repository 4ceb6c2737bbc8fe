package dev.headgate.server.testing;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes spans in by OTLP over HTTP, as a collector of traces does. */
public final class Collector implements AutoCloseable {
  private final HttpServer server;
  private final List<Seen> spans = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream raw = new ByteArrayOutputStream();

  /**
   * A span as it was sent.
   *
   * @param parent the id of its parent; empty for none
   * @param attributes as text
   * @param events their names
   */
  public record Seen(
      String process,
      String trace,
      String id,
      String parent,
      String name,
      Span.SpanKind kind,
      boolean failed,
      Map<String, String> attributes,
      List<String> events) {}

  public Collector() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.createContext(
        "/v1/traces",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          take(body);
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private synchronized void take(byte[] body) throws IOException {
    raw.write(body);
    for (var resource : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
      String process = process(resource.getResource());
      resource.getScopeSpansList().stream()
          .flatMap(scope -> scope.getSpansList().stream())
          .map(span -> seen(process, span))
          .forEach(spans::add);
    }
  }

  private static String process(Resource resource) {
    Map<String, String> attributes = attributes(resource.getAttributesList());
    return attributes.get("service.name") + "/" + attributes.get("service.instance.id");
  }

  private static Seen seen(String process, Span span) {
    HexFormat hex = HexFormat.of();
    return new Seen(
        process,
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        span.getName(),
        span.getKind(),
        span.getStatus().getCodeValue() == 2,
        attributes(span.getAttributesList()),
        span.getEventsList().stream().map(Span.Event::getName).toList());
  }

  private static Map<String, String> attributes(List<KeyValue> given) {
    return given.stream().collect(Collectors.toMap(KeyValue::getKey, one -> text(one.getValue())));
  }

  private static String text(io.opentelemetry.proto.common.v1.AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> Long.toString(value.getIntValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      default -> value.toString();
    };
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What came, in the order in which it came. */
  public List<Seen> spans() {
    return List.copyOf(spans);
  }

  /** All that was sent, as it went over the wire. */
  public synchronized String raw() {
    return raw.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
