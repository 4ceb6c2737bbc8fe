package dev.headgate.server.mirror;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.gateway.GitHubError;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import dev.headgate.core.link.JsonMediaType;
import dev.headgate.core.link.LinkRewriter;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.server.pipeline.Exchange;
import dev.headgate.server.pipeline.Responses;
import dev.headgate.server.protection.Bandwidth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Sends the gateway's answers to clients: links led back through the mirror, compressed where the
 * client accepts it, with Cache-Status (RFC 9211), X-Cache and Age.
 */
final class AnswerWriter {
  private static final int CHUNK = 64 * 1024;
  private static final String JSON = "application/json";

  private final Links links;
  private final BodyMemory memory;
  private final Bandwidth bandwidth;
  private final RecurringFields recurring = new RecurringFields();

  AnswerWriter(Links links, BodyMemory memory, Bandwidth bandwidth) {
    this.links = links;
    this.memory = memory;
    this.bandwidth = bandwidth;
  }

  /** Whether {@link #write} can be called where nothing may block. */
  static boolean instant(ApiAnswer answer) {
    return answer.content() instanceof Content.Whole;
  }

  /** Writes the answer; blocks while a body passes through. */
  void write(ApiAnswer answer, Exchange exchange, Response response, Callback callback) {
    if (answer.content() instanceof Content.Whole whole && !held(whole.body(), exchange)) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      error(
          exchange,
          response,
          callback,
          503,
          "The gateway's memory for bodies that clients have not taken yet is used up; try again");
      return;
    }
    exchange.outcome(answer.outcome().name());
    LinkRewriter rewriter = links.of(exchange);
    fields(answer, rewriter, exchange, response.getHeaders());
    boolean json = rewritable(answer);
    switch (answer.content()) {
      case Content.Whole whole ->
          whole(answer, json ? rewriter : null, whole.body(), exchange, response, callback);
      case Content.Streamed streamed ->
          streamed(answer, json ? rewriter : null, streamed, exchange, response, callback);
    }
  }

  /** Short ones leave at once; of others there may be only so many on their way to slow clients. */
  private boolean held(Body body, Exchange exchange) {
    if (body.length() < BodyMemory.SMALL) {
      return true;
    }
    if (!memory.hold(body)) {
      return false;
    }
    Request.addCompletionListener(exchange, failure -> memory.letGo(body));
    return true;
  }

  private void fields(
      ApiAnswer answer, LinkRewriter rewriter, Exchange exchange, HttpFields.Mutable fields) {
    if (!answer.headers().contains("Date")) {
      // Ahead of the many others, since it is looked for before the answer leaves.
      Responses.date(exchange, fields);
    }
    answer
        .headers()
        .forEach((name, value) -> {
          if (name.equalsIgnoreCase("Link")) {
            fields.add(name, rewriter.link(value));
          } else if (name.equalsIgnoreCase("Location")) {
            fields.add(name, rewriter.uri(value));
          } else if (!ours(name) && !crossOrigin(name) && !ofHost(name)) {
            fields.add(recurring.of(name, value));
          }
        });
    fields.add(recurring.of("Cache-Status", "headgate; " + answer.cacheStatus()));
    fields.add(recurring.of("X-Cache", answer.outcome().name()));
    @Nullable Duration age = answer.age();
    if (age != null) {
      fields.add(HttpHeader.AGE, age.toSeconds());
    }
  }

  private static boolean ours(String name) {
    return name.equalsIgnoreCase("X-Request-ID")
        || name.equalsIgnoreCase("X-Process-Time")
        || name.equalsIgnoreCase("Cache-Status")
        || name.equalsIgnoreCase("X-Cache")
        || name.equalsIgnoreCase("Age");
  }

  /** GitHub lets every page read; who may read through this gateway is for its operator to say. */
  private static boolean crossOrigin(String name) {
    return name.regionMatches(true, 0, "Access-Control-", 0, "Access-Control-".length());
  }

  /** What GitHub tells browsers of its own hosts must not bind the operator's. */
  private static boolean ofHost(String name) {
    return name.equalsIgnoreCase("Strict-Transport-Security")
        || name.equalsIgnoreCase("Public-Key-Pins")
        || name.equalsIgnoreCase("Clear-Site-Data");
  }

  private static boolean rewritable(ApiAnswer answer) {
    Headers headers = answer.headers();
    @Nullable String type = headers.value("Content-Type");
    return type != null && JsonMediaType.matches(type) && !headers.contains("Content-Encoding");
  }

  private static void whole(
      ApiAnswer answer,
      @Nullable LinkRewriter rewriter,
      Body body,
      Exchange exchange,
      Response response,
      Callback callback) {
    Body sent = rewriter == null ? body : body.rendition(rewriter, rewriter::json);
    HttpFields.Mutable fields = response.getHeaders();
    @Nullable String type = answer.headers().value("Content-Type");
    boolean plain = !answer.headers().contains("Content-Encoding");
    if (plain && Compression.worthwhile(type, sent.length())) {
      fields.add(HttpHeader.VARY, "Accept-Encoding");
      if (Compression.accepted(exchange.getHeaders().get(HttpHeader.ACCEPT_ENCODING))) {
        sent = sent.rendition("gzip", Compression::gzip);
        fields.add(HttpHeader.CONTENT_ENCODING, "gzip");
        @Nullable String tag = fields.get(HttpHeader.ETAG);
        if (tag != null) {
          fields.put(HttpHeader.ETAG, EntityTags.weak(tag));
        }
      }
    }
    boolean bodyless = answer.status() == 304 || answer.status() == 204;
    if (bodyless) {
      Responses.empty(exchange, response, callback, answer.status());
    } else {
      Responses.write(exchange, response, callback, answer.status(), sent.bytes());
    }
  }

  private void streamed(
      ApiAnswer answer,
      @Nullable LinkRewriter rewriter,
      Content.Streamed content,
      Exchange exchange,
      Response response,
      Callback callback) {
    response.setStatus(answer.status());
    if (rewriter == null && content.length() >= 0) {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.length());
    }
    Responses.finish(exchange, response);
    try (InputStream bytes = rewriter == null ? content.bytes() : rewriter.json(content.bytes())) {
      Bandwidth.Share share = bandwidth.share(exchange);
      byte[] chunk = new byte[CHUNK];
      int read = bytes.read(chunk);
      while (read >= 0) {
        int next = flush(response, chunk, read, bytes);
        share.moved(read);
        read = next;
      }
    } catch (IOException broken) {
      // Half a body must not look whole: the connection is cut.
      callback.failed(broken);
      return;
    }
    response.write(true, ByteBuffer.allocate(0), callback);
  }

  private static int flush(Response response, byte[] chunk, int length, InputStream bytes)
      throws IOException {
    if (length > 0) {
      try (Blocker.Callback written = Blocker.callback()) {
        response.write(false, ByteBuffer.wrap(chunk, 0, length), written);
        written.block();
      }
    }
    return bytes.read(chunk);
  }

  /** An error of the mirror's own, in GitHub's form. */
  static void error(
      Exchange exchange, Response response, Callback callback, int status, String message) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Responses.send(
        exchange,
        response,
        callback,
        status,
        JSON + "; charset=utf-8",
        GitHubError.json(status, message));
  }
}
