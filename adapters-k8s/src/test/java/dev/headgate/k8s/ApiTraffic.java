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
import java.util.function.Predicate;

/** What the mock server is asked, and what it refuses although it could. */
final class ApiTraffic extends KubernetesMixedDispatcher {
  private final List<ApiUse> uses = new CopyOnWriteArrayList<>();
  private final List<Refusal> refusals = new CopyOnWriteArrayList<>();

  private record Refusal(Predicate<ApiUse> which, int code, String message) {}

  ApiTraffic(Map<ServerRequest, Queue<ServerResponse>> responses) {
    super(responses);
  }

  /** Answers each such request so, until {@link #relent}. */
  void refuse(String verb, String resource, int code, String message) {
    refusals.add(
        new Refusal(
            use -> use.verb().equals(verb) && use.resource().equals(resource), code, message));
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
      if (refusal.which().test(use) && use.headgate()) {
        return new MockResponse()
            .setResponseCode(refusal.code())
            .setHeader("Content-Type", "application/json")
            .setBody(
                """
                {"kind":"Status","apiVersion":"v1","status":"Failure","code":%d,"message":"%s"}
                """
                    .formatted(refusal.code(), refusal.message().replace("\"", "\\\"")));
      }
    }
    return super.dispatch(request);
  }

  private static String agent(RecordedRequest request) {
    String agent = request.getHeader("User-Agent");
    return agent == null ? "" : agent;
  }
}
