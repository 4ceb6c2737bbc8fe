package dev.headgate.server.event;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.server.testing.MirrorFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server whose jobs are commands of this machine: each leaves a file named after what it builds
 * when it begins, and ends when a test says how.
 */
final class Workshop implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String TYPE = "network.notifi.lambda.build.start";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final MirrorFixture server;

  Workshop(Path folder, InstantSource clock, String... settings) {
    this.folder = folder;
    this.server = MirrorFixture.configured(clock, configuration(folder), settings);
  }

  private static String configuration(Path folder) {
    return """
    jobs:
      templates:
        - name: build
          command:
            - sh
            - -c
            - >-
              echo x >> '%1$s/begun-'"$0";
              while [ ! -e '%1$s/end-'"$0" ] && [ -e '%1$s' ]; do sleep 0.1; done;
              exit $(cat '%1$s/end-'"$0")
            - ${parser_id}
    """
        .formatted(folder);
  }

  MirrorFixture server() {
    return server;
  }

  /** As {@code curl -X POST -H … -d …} sends it. */
  HttpResponse<String> curl(String body, String... fields) {
    return server.send(
        server
            .request("/events", fields)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> post(String contentType, String body, String... fields) {
    return server.send(
        server
            .request("/events", fields)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body)));
  }

  /** A build of that parser, as the seed's {@code make trigger-build-dev} asks for it. */
  HttpResponse<String> build(String parser) {
    return curl("{\"parser_id\":\"" + parser + "\"}", "Ce-Type", TYPE);
  }

  JsonNode task(HttpResponse<String> accepted) {
    String location = accepted.headers().firstValue("Location").orElseThrow();
    return json(server.get(location, ""));
  }

  JsonNode inState(HttpResponse<String> accepted, String state) {
    return await()
        .atMost(PATIENCE)
        .until(() -> task(accepted), task -> task.path("state").asText().equals(state));
  }

  JsonNode withReason(HttpResponse<String> accepted, String part) {
    return await()
        .atMost(PATIENCE)
        .until(() -> task(accepted), task -> task.path("reason").asText().contains(part));
  }

  JsonNode jobs() {
    return json(server.get("/api/v1/jobs", ""));
  }

  /** How many jobs have begun. */
  long begun() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith("begun-")).count();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** How often the job of that parser has begun. */
  int begun(String parser) {
    Path file = folder.resolve("begun-" + parser);
    try {
      return Files.exists(file) ? Files.readAllLines(file).size() : 0;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Lets the jobs of these parsers end, with that exit status, now or once they begin. */
  void end(int status, List<String> parsers) {
    try {
      for (String parser : parsers) {
        Path written = Files.writeString(folder.resolve("." + parser), status + "\n");
        Files.move(written, folder.resolve("end-" + parser));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** How the next job of that parser ends is for a test to say anew. */
  void reset(String parser) {
    try {
      Files.delete(folder.resolve("end-" + parser));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException none) {
      throw new UncheckedIOException(response.body(), none);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
