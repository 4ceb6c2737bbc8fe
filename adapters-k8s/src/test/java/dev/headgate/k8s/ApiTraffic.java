package dev.headgate.k8s;

import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** What the mock server is asked, and what it refuses although it could. */
final class ApiTraffic extends KubernetesMixedDispatcher {
  private final List<ApiUse> uses = new CopyOnWriteArrayList<>();
  private final List<Refusal> refusals = new CopyOnWriteArrayList<>();

  private record Refusal(Predicate<ApiUse> which, int code, String body, AtomicInteger times) {}

  ApiTraffic(Map<ServerRequest, Queue<ServerResponse>> responses) {
    super(responses);
  }

  /** Refuses each such request of Headgate, until {@link #relent}. */
  void refuse(String verb, String resource, int code, String message) {
    refuse(verb, resource, code, message, Integer.MAX_VALUE);
  }

  /** Refuses that many such requests of Headgate. */
  void refuse(String verb, String resource, int code, String message, int times) {
    String status =
        """
        {"kind":"Status","apiVersion":"v1","status":"Failure","code":%d,"message":"%s"}
        """
            .formatted(code, message.replace("\"", "\\\""));
    answer(verb, resource, code, status, times);
  }

  /** Answers that many such requests of Headgate so. */
  void answer(String verb, String resource, int code, String body, int times) {
    refusals.add(
        new Refusal(
            use -> use.verb().equals(verb) && use.resource().equals(resource),
            code,
            body,
            new AtomicInteger(times)));
  }

  /** Refuses nothing any more. */
  void relent() {
    refusals.clear();
  }

  /** What was asked so far. */
  List<ApiUse> uses() {
    return List.copyOf(uses);
  }

  /** How often that was asked so far. */
  long count(String verb, String resource) {
    return uses.stream()
        .filter(use -> use.verb().equals(verb) && use.resource().equals(resource))
        .count();
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    ApiUse use = ApiUse.of(request.getMethod(), request.getPath(), agent(request));
    uses.add(use);
    for (Refusal refusal : refusals) {
      if (refusal.which().test(use) && use.headgate() && refusal.times().getAndDecrement() > 0) {
        return new MockResponse()
            .setResponseCode(refusal.code())
            .setHeader("Content-Type", "application/json")
            .setBody(refusal.body());
      }
    }
    return super.dispatch(selectable(request));
  }

  /** The mock finds nothing by fields of an event; who selects by them looks twice. */
  private static RecordedRequest selectable(RecordedRequest request) {
    String path = request.getPath().replaceFirst("fieldSelector=[^&]*&?", "");
    return new RecordedRequest(
        request.getHttpVersion(), request.method(), path, request.getHeaders(), request.getBody());
  }

  private static String agent(RecordedRequest request) {
    String agent = request.getHeader("User-Agent");
    return agent == null ? "" : agent;
  }
}
