package dev.headgate.core.gateway;

import dev.headgate.core.graphql.GraphqlCall;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.priority.Priority;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request to GitHub's API, as the gateway takes it.
 *
 * @param id the request's id, passed on to GitHub and written to every log line
 * @param method the method, in upper case
 * @param target path and query, byte for byte; relative to the API's base
 * @param headers the end-to-end fields that go to GitHub; Headgate's own are taken out
 * @param body the body; null where there is none
 * @param caller who asks, as GitHub sees him
 * @param client who asks, as the gateway knows him: those who share a credential are told apart,
 *     and take turns
 * @param priority how urgent it is
 * @param deadline when the answer must have begun
 * @param quotaWait the longest wait for quota; bounded by the deadline as well
 * @param cancellation tells when the client has gone
 */
public record ApiRequest(
    String id,
    String method,
    Target target,
    Headers headers,
    @Nullable RequestBody body,
    Caller caller,
    String client,
    Priority priority,
    Instant deadline,
    Duration quotaWait,
    Cancellation cancellation) {

  /** Whether it is a GET. */
  public boolean get() {
    return method.equals("GET");
  }

  /** Whether it is a HEAD. */
  public boolean head() {
    return method.equals("HEAD");
  }

  /** Whether it may be sent twice without harm (RFC 9110 §9.2.1, safe methods). */
  public boolean safe() {
    return get() || head() || method.equals("OPTIONS");
  }

  /** Whether it goes to GitHub's GraphQL endpoint. */
  public boolean graphql() {
    return target.path().equals("/graphql");
  }

  /** What it asks of the GraphQL endpoint, as far as that was read. */
  public GraphqlCall call() {
    return body instanceof CallBody read ? read.call() : GraphqlCall.UNREAD;
  }

  /** Whether GitHub may change something for it. */
  public boolean writes() {
    return !safe() && !(graphql() && call().query());
  }

  /**
   * The points that it will probably take of GitHub's primary limit; none for GitHub's own account
   * of that limit.
   */
  public long points() {
    if (target.path().equals("/rate_limit")) {
      return 0;
    }
    return graphql() ? call().cost().points() : 1;
  }

  /** How long is left. */
  public Duration left(Instant now) {
    return now.isBefore(deadline) ? Duration.between(now, deadline) : Duration.ZERO;
  }

  /** The same request for another target, as a plain GET for its JSON form. */
  public ApiRequest getting(Target other) {
    Headers fields =
        headers.without(name ->
            Validators.precondition(name)
                || name.equalsIgnoreCase("Range")
                || name.equalsIgnoreCase("Content-Type"));
    return new ApiRequest(
        id,
        "GET",
        other,
        fields,
        null,
        caller,
        client,
        priority,
        deadline,
        quotaWait,
        cancellation);
  }

  /**
   * The same request, of a caller of whom more is known: who was known by the caller's name is
   * known by his new one.
   */
  public ApiRequest by(Caller known) {
    String name = client.equals(caller.name()) ? known.name() : client;
    return new ApiRequest(
        id,
        method,
        target,
        headers,
        body,
        known,
        name,
        priority,
        deadline,
        quotaWait,
        cancellation);
  }

  /** The same request with that body. */
  ApiRequest with(RequestBody other) {
    return new ApiRequest(
        id,
        method,
        target,
        headers,
        other,
        caller,
        client,
        priority,
        deadline,
        quotaWait,
        cancellation);
  }

  /** The same request, of a caller who bears that credential. */
  public ApiRequest bearing(Caller known, String authorization) {
    ApiRequest request = by(known);
    return new ApiRequest(
        id,
        method,
        target,
        headers.with("Authorization", authorization),
        body,
        known,
        request.client(),
        priority,
        deadline,
        quotaWait,
        cancellation);
  }

  /** The same request as a GET. */
  ApiRequest asGet() {
    return get()
        ? this
        : new ApiRequest(
            id,
            "GET",
            target,
            headers,
            null,
            caller,
            client,
            priority,
            deadline,
            quotaWait,
            cancellation);
  }
}
