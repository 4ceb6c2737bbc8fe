package dev.headgate.server.endpoint;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.server.pipeline.Exchange;
import dev.headgate.server.pipeline.Responses;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs endpoints and sends what comes of it, whatever that is. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  private Replies() {}

  static void answer(Endpoint endpoint, Call call, Response response, Callback callback) {
    Exchange exchange = call.exchange();
    Answer answer;
    try {
      answer = endpoint.answer(call);
    } catch (Problem problem) {
      problem(exchange, response, callback, problem);
      return;
    } catch (StorageFailure away) {
      unavailable(away, exchange, response, callback);
      return;
    } catch (IOException broken) {
      // The client has left, or its body did not come whole: there is nobody to answer.
      callback.failed(broken);
      return;
    } catch (RuntimeException | Error bug) {
      LOG.error("request {} failed", exchange.requestId(), bug);
      Response.writeError(exchange, response, callback, 500);
      return;
    }
    send(answer, exchange, response, callback);
  }

  private static void send(Answer answer, Exchange exchange, Response response, Callback callback) {
    HttpFields.Mutable fields = response.getHeaders();
    answer.fields().forEach(fields::put);
    Answer.@Nullable Stream stream = answer.stream();
    if (stream != null) {
      streamed(answer, stream, exchange, response, callback);
    } else if (answer.contentType().isEmpty()) {
      Responses.empty(exchange, response, callback, answer.status());
    } else {
      Responses.send(
          exchange, response, callback, answer.status(), answer.contentType(), answer.body());
    }
  }

  private static void streamed(
      Answer answer,
      Answer.Stream stream,
      Exchange exchange,
      Response response,
      Callback callback) {
    try (stream) {
      response.setStatus(answer.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
      response.getHeaders().put("X-Content-Type-Options", "nosniff");
      Responses.finish(exchange, response);
      if (!exchange.getMethod().equals("HEAD")) {
        stream.writeTo(new ResponseOutput(response));
      }
    } catch (IOException broken) {
      callback.failed(broken);
      return;
    } catch (RuntimeException | Error bug) {
      LOG.error("request {} failed", exchange.requestId(), bug);
      callback.failed(bug);
      return;
    }
    response.write(true, ByteBuffer.allocate(0), callback);
  }

  static void problem(Exchange exchange, Response response, Callback callback, Problem problem) {
    problem.fields().forEach(response.getHeaders()::put);
    Responses.problem(
        exchange,
        response,
        callback,
        problem.status(),
        new Responses.Problem(
            problem.type(), problem.title(), problem.detail(), problem.members()));
  }

  private static void unavailable(
      StorageFailure away, Exchange exchange, Response response, Callback callback) {
    LOG.warn("request {} needs {}: {}", exchange.requestId(), away.store(), away.getMessage());
    response.getHeaders().put(HttpHeader.RETRY_AFTER, 5);
    Responses.problem(
        exchange,
        response,
        callback,
        503,
        new Responses.Problem(
            "store-unavailable",
            "Store unavailable",
            "%s cannot be asked at the moment; try again".formatted(away.store())));
  }
}
