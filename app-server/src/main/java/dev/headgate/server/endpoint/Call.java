package dev.headgate.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.pipeline.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.Scheduler;

/** One request to an endpoint, with what its path, its query and its body say. */
public final class Call {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Exchange exchange;
  private final Map<String, String> variables;

  Call(Exchange exchange, Map<String, String> variables) {
    this.exchange = exchange;
    this.variables = variables;
  }

  /** The request itself. */
  public Exchange exchange() {
    return exchange;
  }

  /** What stands in the path for a variable of its template. */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "variable: %s (expected: one of %s)".formatted(name, variables.keySet()));
    }
    return value;
  }

  /**
   * A parameter of the query; empty where it is not there.
   *
   * @throws Problem if it is there twice, or the query is malformed
   */
  public Optional<String> parameter(String name) {
    Fields fields = query();
    if (fields.getValues(name) != null && fields.getValuesOrEmpty(name).size() > 1) {
      throw Problem.badRequest(name + ": given twice (expected: once)");
    }
    return Optional.ofNullable(fields.getValue(name));
  }

  /**
   * The names of the query's parameters, in their order.
   *
   * @throws Problem if the query is malformed
   */
  public Set<String> parameters() {
    return query().getNames();
  }

  private Fields query() {
    try {
      return Request.extractQueryParameters(exchange);
    } catch (HttpException.RuntimeException
        | IllegalArgumentException
        | IllegalStateException malformed) {
      throw Problem.badRequest("query: malformed (expected: name=value, percent-encoded UTF-8)");
    }
  }

  /**
   * The body, whole.
   *
   * @param most how many bytes it may have
   * @throws Problem 413 if it has more; 408 if it is not there when the request's time is up
   * @throws IOException if it breaks off
   */
  public byte[] body(int most) throws IOException {
    if (exchange.getLength() > most) {
      throw tooLarge(most);
    }
    AtomicBoolean late = new AtomicBoolean();
    Scheduler.Task patience =
        onTimeout(() -> {
          late.set(true);
          exchange.fail(new TimeoutException("the body took too long"));
        });
    try (InputStream in = Content.Source.asInputStream(exchange)) {
      byte[] body = in.readNBytes(most + 1);
      if (body.length > most) {
        throw tooLarge(most);
      }
      return body;
    } catch (IOException broken) {
      if (late.get()) {
        throw tooLate();
      }
      throw broken;
    } finally {
      patience.cancel();
    }
  }

  /** However slowly it comes: nobody holds a thread for longer than his request may take. */
  private Scheduler.Task onTimeout(Runnable action) {
    return exchange
        .getComponents()
        .getScheduler()
        .schedule(action, Math.max(1, exchange.left().toMillis()), TimeUnit.MILLISECONDS);
  }

  private static Problem tooLate() {
    return new Problem(
        408,
        "request-timeout",
        "Request timeout",
        "The request's body did not come to its end in time",
        Map.of());
  }

  /**
   * The body, read as JSON.
   *
   * @param most how many bytes it may have
   * @throws Problem if it has more or is none
   * @throws IOException if it breaks off
   */
  public JsonNode json(int most) throws IOException {
    byte[] body = body(most);
    try {
      JsonNode content = JSON.readTree(body);
      if (content.isMissingNode()) {
        throw Problem.badRequest("body: empty (expected: JSON)");
      }
      return content;
    } catch (JsonProcessingException malformed) {
      // The parser's message quotes the body; where it breaks is enough.
      var place = malformed.getLocation();
      throw Problem.badRequest(
          "body: no JSON%s (expected: one JSON value, each name once)"
              .formatted(
                  place == null
                      ? ""
                      : " at line %d, column %d"
                          .formatted(place.getLineNr(), place.getColumnNr())));
    }
  }

  private static Problem tooLarge(int most) {
    return new Problem(
        413,
        "content-too-large",
        "Content too large",
        "The body may have at most %d bytes here".formatted(most),
        Map.of());
  }
}
