package dev.headgate.github.upstream;

import dev.headgate.core.gateway.FailureKind;
import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.gateway.Upstream.Failed;
import dev.headgate.core.gateway.Upstream.Request;
import dev.headgate.core.gateway.Upstream.Result;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One request and its answer, from one thread; OkHttp's interceptors find it as the call's tag. */
final class Exchange {
  /** A status on which OkHttp never acts; stands in for those on which it would. */
  private static final int UNTOUCHED = 599;

  private final Request request;
  private final Duration idle;
  private final HeaderWatch watch;
  private final @Nullable Upload upload;
  private int attempts;
  private int status;

  Exchange(Request request, Duration idle, Deadlines deadlines) {
    this.request = request;
    this.idle = idle;
    watch = new HeaderWatch(deadlines, request.patience());
    RequestBody body = request.body();
    upload = body == null ? null : new Upload(body, watch);
  }

  /** The body as OkHttp sends it. */
  @Nullable Upload upload() {
    return upload;
  }

  /** Repeating these on a new connection does no harm when an old one turns out to be dead. */
  boolean repeatable() {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  /** How long a body may stay silent. */
  Duration idle() {
    return idle;
  }

  /** How long one read of the header may last: no less than a read of the body. */
  Duration longestRead() {
    return request.patience().compareTo(idle) > 0 ? request.patience() : idle;
  }

  /** A connection is there and bytes are about to go out. */
  void sending() {
    attempts++;
  }

  /**
   * Notes the status and hides it from OkHttp where OkHttp would repeat the request by itself: it
   * does so after 408, 421 and a 503 with {@code Retry-After: 0}, and takes 407 for an error.
   */
  Response received(Response response) {
    status = response.code();
    return switch (status) {
      case 407, 408, 421, 503 -> response.newBuilder().code(UNTOUCHED).build();
      default -> response;
    };
  }

  /** Sends and waits for the header. */
  Result run(Call call) {
    Runnable deregister = request.cancellation().onCancel(call::cancel);
    boolean open = false;
    try {
      Response response = await(call);
      if (watch.expired()) {
        response.close();
        return late();
      }
      var answer = new Answer(call, response, status, request.method(), idle, deregister);
      Result result = answer.responded();
      open = true;
      return result;
    } catch (IOException failure) {
      return failed(failure);
    } finally {
      if (!open) {
        deregister.run();
      }
    }
  }

  private Response await(Call call) throws IOException {
    watch.start(call);
    try {
      return call.execute();
    } finally {
      watch.stop();
    }
  }

  private Failed failed(IOException failure) {
    boolean sent = attempts > 0;
    if (request.cancellation().cancelled() || Thread.currentThread().isInterrupted()) {
      return new Failed(FailureKind.CANCELLED, sent, "nobody waits for the answer any more");
    }
    if (upload != null && upload.clientBroke()) {
      return new Failed(FailureKind.CANCELLED, sent, "the client's body broke off");
    }
    return watch.expired() ? late() : Faults.of(failure, attempts);
  }

  private Failed late() {
    return attempts > 0
        ? new Failed(FailureKind.TIMEOUT, true, "no answer in time")
        : new Failed(FailureKind.UNREACHABLE, false, "no connection in time");
  }
}
