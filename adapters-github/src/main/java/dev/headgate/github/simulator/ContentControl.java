package dev.headgate.github.simulator;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code PUT} and {@code DELETE /_sim/content{path}}: what the API shows at a path. */
final class ContentControl {
  static final String PREFIX = "/_sim/content";

  private final GitHubSimulator simulator;

  ContentControl(GitHubSimulator simulator) {
    this.simulator = simulator;
  }

  Reply answer(Incoming request) {
    String path = request.path().substring(PREFIX.length());
    if (request.is("DELETE")) {
      if (!simulator.removeContent(path)) {
        throw new Problem(404, path + ": no content was set there (expected: a path set by PUT)");
      }
      return Reply.empty(204);
    }
    if (!request.is("PUT")) {
      throw Problem.bad(request.method() + " (expected: PUT or DELETE)");
    }
    String type =
        request.parameter("type").or(() -> request.header("Content-Type")).orElse(Reply.JSON);
    int status = request.number("status", 200);
    if (status < 200 || status > 599) {
      throw Problem.bad("status: " + status + " (expected: 200 to 599)");
    }
    Set<String> visibleTo =
        request
            .parameter("visible-to")
            .map(list -> Set.copyOf(Arrays.asList(list.split(",", -1))))
            .orElse(Set.of());
    simulator.put(path, principal(request), status, type, body(request, type), visibleTo);
    return Reply.empty(204);
  }

  private static @Nullable String principal(Incoming request) {
    return request.parameter("principal").orElse(null);
  }

  /**
   * The given body, JSON made compact; or a generated one of the given length: for a ZIP, of the
   * file in it.
   */
  private static Body body(Incoming request, String type) {
    boolean json = type.contains("json");
    Optional<String> bytes = request.parameter("bytes");
    if (bytes.isPresent()) {
      if (!bytes.get().matches("[0-9]{1,15}")) {
        throw Problem.bad("bytes: " + bytes.get() + " (expected: a whole number)");
      }
      long length = Long.parseLong(bytes.get());
      return type.equals("application/zip") ? new ZipBody(length) : new PatternBody(length, json);
    }
    if (!json || request.body().length() == 0) {
      return request.body();
    }
    try {
      return Body.of(Json.bytes(Json.read(request.body().bytes())));
    } catch (IOException e) {
      throw Problem.bad(
          "body: not JSON (expected: JSON, as its type says); send another ?type= or mend it");
    }
  }
}
