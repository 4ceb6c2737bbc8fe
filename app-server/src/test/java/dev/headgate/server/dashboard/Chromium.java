package dev.headgate.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with a profile of its own, steered by its own debugging protocol: that tells
 * what a page logged and asked for, and what its accessibility tree says, and needs no driver.
 */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome");
  private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/.*");
  private static final JsonMapper JSON = new JsonMapper();

  private final Process process;
  private final Path profile;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;

  private Chromium(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    this.address = address;
  }

  /** The program: what HEADGATE_TEST_CHROMIUM names, else the first on the PATH. */
  static Optional<Path> program() {
    String named = System.getenv("HEADGATE_TEST_CHROMIUM");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named));
    }
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Chromium start(Path program) throws IOException {
    Path profile = Files.createTempDirectory("headgate-chromium");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-extensions",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader errors = process.errorReader(UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.matches()) {
        // Somebody must take what it goes on to say.
        Thread.ofVirtual().start(() -> errors.lines().forEach(more -> {}));
        return new Chromium(process, profile, URI.create("http://" + listening.group(1)));
      }
      said.append(line).append('\n');
    }
    throw new IllegalStateException("the browser does not start: " + said);
  }

  /** A new tab, empty. */
  Tab tab() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/json/new?about:blank"))
            .PUT(BodyPublishers.noBody())
            .build();
    JsonNode tab = JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    return Tab.open(client, URI.create(tab.path("webSocketDebuggerUrl").asText()));
  }

  @Override
  public void close() throws IOException {
    client.shutdownNow();
    process.destroy();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(profile)) {
      // Its helpers end a little later and may still write: what is left is in the temporary
      // folder.
      files.sorted((one, other) -> other.compareTo(one)).map(Path::toFile).forEach(File::delete);
    }
  }
}
