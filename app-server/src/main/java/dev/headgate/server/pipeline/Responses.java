package dev.headgate.server.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Ways to answer; every answer of Headgate's leaves by one of them. */
public final class Responses {
  private static final JsonFactory JSON = new JsonMapper().getFactory();

  private Responses() {}

  /** A whole body of that media type. */
  public static void send(
      Exchange exchange,
      Response response,
      Callback callback,
      int status,
      String contentType,
      byte[] body) {
    HttpFields.Mutable fields = response.getHeaders();
    fields.put(HttpHeader.CONTENT_TYPE, contentType);
    fields.put("X-Content-Type-Options", "nosniff");
    write(exchange, response, callback, status, body);
  }

  /** A body under the fields that are set already. */
  public static void write(
      Exchange exchange, Response response, Callback callback, int status, byte[] body) {
    response.setStatus(status);
    finish(exchange, response);
    boolean head = exchange.getMethod().equals("HEAD");
    if (!head || body.length > 0) {
      response.getHeaders().add(HttpHeader.CONTENT_LENGTH, body.length);
    }
    if (head || body.length <= SlicedWrite.SLICE) {
      response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    } else {
      new SlicedWrite(response, body, callback).iterate();
    }
  }

  /** No body. */
  public static void empty(Exchange exchange, Response response, Callback callback, int status) {
    response.setStatus(status);
    finish(exchange, response);
    response.write(true, ByteBuffer.allocate(0), callback);
  }

  /** Plain text. */
  public static void text(
      Exchange exchange, Response response, Callback callback, int status, String text) {
    send(
        exchange,
        response,
        callback,
        status,
        "text/plain; charset=utf-8",
        text.getBytes(StandardCharsets.UTF_8));
  }

  /** An error of Headgate's own endpoints, as RFC 9457 problem details. */
  public static void problem(
      Exchange exchange, Response response, Callback callback, int status, Problem problem) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    send(
        exchange,
        response,
        callback,
        status,
        "application/problem+json",
        body(exchange.requestId(), status, problem));
  }

  /**
   * Completes the fields of an answer: how long the request has taken, in seconds, and the date
   * where GitHub gave none.
   */
  public static void finish(Exchange exchange, Response response) {
    HttpFields.Mutable fields = response.getHeaders();
    fields.add("X-Process-Time", seconds(exchange.elapsed().toNanos()));
    if (!fields.contains(HttpHeader.DATE)) {
      date(exchange, fields);
    }
  }

  /** Adds the date of now. */
  public static void date(Exchange exchange, HttpFields.Mutable fields) {
    fields.add(exchange.getConnectionMetaData().getConnector().getServer().getDateField());
  }

  private static String seconds(long nanos) {
    long micros = nanos / 1000;
    String fraction = Long.toString(micros % 1_000_000 + 1_000_000);
    return micros / 1_000_000 + "." + fraction.substring(1);
  }

  private static byte[] body(String requestId, int status, Problem problem) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", problem.uri());
      json.writeStringField("title", problem.title());
      json.writeNumberField("status", status);
      json.writeStringField("detail", problem.detail());
      json.writeStringField("message", problem.detail());
      json.writeStringField("request_id", requestId);
      for (Map.Entry<String, Object> member : problem.members().entrySet()) {
        json.writeObjectField(member.getKey(), member.getValue());
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * What went wrong.
   *
   * @param type a short name of its kind
   * @param title the kind, in words
   * @param detail what was wrong, what was expected and what to do
   * @param members further members of the body
   */
  public record Problem(String type, String title, String detail, Map<String, Object> members) {
    /** The kind that clients know by a registered name, whoever answers. */
    private static final String QUOTA_EXCEEDED = "quota-exceeded";

    private static final String REGISTERED = "https://iana.org/assignments/http-problem-types#";

    /** Copies the members. */
    public Problem {
      members = Map.copyOf(members);
    }

    /** One without further members. */
    public Problem(String type, String title, String detail) {
      this(type, title, detail, Map.of());
    }

    String uri() {
      return (type.equals(QUOTA_EXCEEDED) ? REGISTERED : "about:blank#") + type;
    }
  }
}
