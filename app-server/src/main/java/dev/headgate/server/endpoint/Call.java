package dev.headgate.server.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.pipeline.Exchange;
import dev.headgate.server.pipeline.Responses;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** One request to an endpoint, on a thread that may block, and the ways to answer it. */
public final class Call {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LARGEST_BODY = 1 << 20;

  private final Exchange exchange;
  private final Response response;
  private final Callback callback;
  private final Map<String, String> variables;

  Call(Exchange exchange, Response response, Callback callback, Map<String, String> variables) {
    this.exchange = exchange;
    this.response = response;
    this.callback = callback;
    this.variables = Map.copyOf(variables);
  }

  /** The request. */
  public Exchange exchange() {
    return exchange;
  }

  /** The response, for fields beside the usual ones. */
  public Response response() {
    return response;
  }

  /** Completes the exchange; the ways to answer below do so. */
  public Callback callback() {
    return callback;
  }

  /** What stands in the path in place of that variable, decoded. */
  public String variable(String name) {
    String raw = variables.get(name);
    if (raw == null) {
      throw new IllegalArgumentException(name + ": no such variable in the route");
    }
    return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** A parameter of the query; empty where it is absent or blank. */
  public Optional<String> parameter(String name) {
    Fields fields = Request.extractQueryParameters(exchange);
    return Optional.ofNullable(fields.getValue(name)).filter(value -> !value.isBlank());
  }

  /**
   * The body as JSON.
   *
   * @throws BadRequest where there is none, it is no JSON or too large
   */
  public JsonNode body() throws IOException {
    byte[] bytes = bytes(LARGEST_BODY);
    try {
      JsonNode body = JSON.readTree(bytes);
      if (body == null || body.isMissingNode()) {
        throw new BadRequest(400, "body: empty (expected: JSON)");
      }
      return body;
    } catch (JsonProcessingException malformed) {
      throw new BadRequest(
          400,
          "body: malformed at line %d, column %d (expected: JSON)"
              .formatted(
                  malformed.getLocation().getLineNr(), malformed.getLocation().getColumnNr()));
    }
  }

  /**
   * The whole body.
   *
   * @throws BadRequest where it is larger
   */
  public byte[] bytes(int most) throws IOException {
    try (InputStream in = Content.Source.asInputStream(exchange)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new BadRequest(413, "body: too large (expected: at most %d bytes)".formatted(most));
      }
      return bytes;
    }
  }

  /** Answers 200 with this value as JSON. */
  public void json(Object value) throws IOException {
    json(200, value);
  }

  /** Answers with this value as JSON. */
  public void json(int status, Object value) throws IOException {
    response.getHeaders().put("Cache-Control", "no-store");
    Responses.send(
        exchange, response, callback, status, "application/json", JSON.writeValueAsBytes(value));
  }

  /** Answers 204. */
  public void done() {
    Responses.empty(exchange, response, callback, 204);
  }

  /** Answers with a problem. */
  public void problem(int status, String type, String title, String detail) {
    Responses.problem(
        exchange, response, callback, status, new Responses.Problem(type, title, detail));
  }

  /** Answers 404. */
  public void notFound(String detail) {
    problem(404, "not-found", "Not found", detail);
  }
}
