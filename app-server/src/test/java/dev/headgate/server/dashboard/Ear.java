package dev.headgate.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/** One who listens to the stream. */
final class Ear implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpResponse<java.io.InputStream> response;
  private final BufferedReader lines;

  /** Connects, with header fields as pairs of name and value. */
  Ear(URI server, String... fields) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/api/v1/stream"));
    if (fields.length > 0) {
      request.headers(fields);
    }
    response = client.send(request.build(), BodyHandlers.ofInputStream());
    lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
  }

  int status() {
    return response.statusCode();
  }

  String field(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The next event; empty at the stream's end. */
  Optional<Heard> next() {
    String id = "";
    String name = "";
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          return Optional.of(new Heard(id, name, JSON.readTree(line.substring(6))));
        }
      }
      return Optional.empty();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The next event of that name. */
  Heard next(String name) {
    Heard heard = next().orElseThrow();
    while (!heard.name().equals(name)) {
      heard = next().orElseThrow();
    }
    return heard;
  }

  /** The next line that is no event's. */
  String comment() throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith(":")) {
      line = lines.readLine();
    }
    return String.valueOf(line);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** An event. */
  record Heard(String id, String name, JsonNode data) {
    long number() {
      return Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
    }
  }
}
