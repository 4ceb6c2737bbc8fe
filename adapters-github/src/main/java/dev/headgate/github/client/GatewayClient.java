package dev.headgate.github.client;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.http.EndToEnd;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.priority.Priority;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Makes the gateway's requests out of this process's own calls of GitHub's API. Each call is its
 * {@code Authorization} field's: what one credential may see is shown to no other. A call's urgency
 * is what its field {@code X-Headgate-Priority} says, else that of this client, else that of its
 * kind.
 *
 * <p>Safe for use by several threads; each call blocks its own.
 */
public final class GatewayClient {
  private static final String PRIORITY = "X-Headgate-Priority";
  private static final String REQUEST_ID = "X-Request-ID";

  private final ApiDoor door;
  private final ApiBase base;
  private final Duration timeout;
  private final InstantSource clock;
  private final @Nullable Priority usual;

  /**
   * Calls of the API at {@code apiUrl} through that door.
   *
   * @param timeout how long an answer's header may take, waiting for quota included
   * @throws IllegalArgumentException if the URL is none of an API
   */
  public GatewayClient(ApiDoor door, URI apiUrl, Duration timeout, InstantSource clock) {
    this(door, new ApiBase(apiUrl), timeout, clock, null);
  }

  private GatewayClient(
      ApiDoor door, ApiBase base, Duration timeout, InstantSource clock, @Nullable Priority usual) {
    this.door = door;
    this.base = base;
    this.timeout = timeout;
    this.clock = clock;
    this.usual = usual;
  }

  /** The same, whose calls are as urgent as that unless they say so themselves. */
  public GatewayClient at(Priority priority) {
    return new GatewayClient(door, base, timeout, clock, priority);
  }

  /** What a URL names in the API; null where it lies elsewhere. */
  @Nullable Target target(HttpUrl url) {
    return base.target(url);
  }

  /**
   * The gateway's answer; its body is the caller's to close.
   *
   * @param patience how long the caller waits; none beyond the client's own
   * @param cancellation ends the call, also while the answer's body is read
   * @throws InterruptedIOException if the thread was interrupted, which it stays
   * @throws IOException if the call is malformed, was cancelled, or the gateway is closed
   */
  ApiAnswer answer(
      String method,
      Target target,
      Headers fields,
      @Nullable RequestBody body,
      Duration patience,
      Cancellation cancellation)
      throws IOException {
    ApiRequest request = request(method, target, fields, body, patience, cancellation);
    ApiAnswer answer;
    try {
      answer = door.answer(request);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
    if (cancellation.cancelled()) {
      AnswerBody.of(answer).close();
      throw new IOException("Canceled");
    }
    if (Thread.currentThread().isInterrupted()) {
      // The gateway may have given an answer for want of GitHub's, and nobody waits for it.
      AnswerBody.of(answer).close();
      throw interrupted();
    }
    return answer;
  }

  private static InterruptedIOException interrupted() {
    return new InterruptedIOException("interrupted while GitHub was asked");
  }

  private ApiRequest request(
      String method,
      Target target,
      Headers fields,
      @Nullable RequestBody body,
      Duration patience,
      Cancellation cancellation)
      throws ProtocolException {
    String named = fields.value(REQUEST_ID);
    String id = named == null ? UUID.randomUUID().toString() : named;
    Caller caller = caller(fields.all("Authorization"));
    Duration left = patience.compareTo(timeout) < 0 ? patience : timeout;
    return new ApiRequest(
        id,
        method.toUpperCase(Locale.ROOT),
        target,
        EndToEnd.of(fields).without(PRIORITY).with(REQUEST_ID, id),
        body,
        caller,
        caller.name(),
        priority(fields.value(PRIORITY), method, target),
        clock.instant().plus(left),
        left,
        cancellation);
  }

  /** With two credentials, GitHub might see another caller than the cache does. */
  private static Caller caller(List<String> authorization) throws ProtocolException {
    if (authorization.size() > 1) {
      throw new ProtocolException("Authorization: several fields (expected: at most one)");
    }
    return authorization.isEmpty()
        ? Caller.ANONYMOUS
        : Caller.unnamed(Credential.of(authorization.get(0)));
  }

  private Priority priority(@Nullable String named, String method, Target target)
      throws ProtocolException {
    if (named != null) {
      return Priority.named(named)
          .orElseThrow(() ->
              new ProtocolException(
                  PRIORITY + ": unknown (expected: critical, high, normal or low)"));
    }
    return usual != null
        ? usual
        : EndpointPriority.BUILT_IN.of(method, target.path(), target.query());
  }
}
