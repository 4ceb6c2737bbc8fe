package dev.headgate.server.dashboard;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One page in the browser, over the Chrome DevTools Protocol (its "tot" version). */
final class Tab implements WebSocket.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Queue<URI> requests = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final StringBuilder partial = new StringBuilder();
  private volatile @Nullable WebSocket socket;

  private Tab() {}

  static Tab open(HttpClient client, URI address) {
    Tab tab = new Tab();
    tab.socket = client.newWebSocketBuilder().buildAsync(address, tab).join();
    for (String domain : List.of("Page", "Runtime", "Log", "Network", "Accessibility")) {
      tab.call(domain + ".enable", Map.of());
    }
    return tab;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
    partial.append(text);
    if (last) {
      String message = partial.toString();
      partial.setLength(0);
      received(read(message));
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private void received(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = answers.remove(message.path("id").asInt());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    JsonNode event = message.path("params");
    switch (message.path("method").asText()) {
      case "Runtime.exceptionThrown" -> complaints.add(event.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> complaints.add(event.path("args").toString());
      case "Log.entryAdded" -> complaints.add(event.path("entry").toString());
      case "Network.requestWillBeSent" ->
          requests.add(URI.create(event.at("/request/url").asText()));
      default -> {
        // The protocol tells more than these tests ask.
      }
    }
  }

  JsonNode call(String method, Map<String, ?> parameters) {
    WebSocket open = socket;
    if (open == null) {
      throw new IllegalStateException("the tab is not open");
    }
    int id = calls.incrementAndGet();
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("id", id).put("method", method).set("params", JSON.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    open.sendText(message.toString(), true).join();
    JsonNode said = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (said.has("error")) {
      throw new IllegalStateException(method + ": " + said.path("error"));
    }
    return said.path("result");
  }

  /** Goes there, and forgets what it was told so far. */
  void go(URI address) {
    complaints.clear();
    requests.clear();
    call("Page.navigate", Map.of("url", address.toString()));
    until("document.readyState === 'complete' && location.href === '" + address + "'");
  }

  /** What a script comes to; promises are awaited. */
  JsonNode value(String script) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(script + ": " + result.path("exceptionDetails"));
    }
    return result.at("/result/value");
  }

  String text(String selector) {
    return value("document.querySelector('" + selector + "')?.textContent ?? ''").asText();
  }

  /** Waits until a script comes to true. */
  void until(String script) {
    until(script, PATIENCE);
  }

  void until(String script, Duration longest) {
    await(script)
        .atMost(longest)
        .pollInterval(Duration.ofMillis(25))
        .until(() -> value(script).asBoolean());
  }

  void click(String selector) {
    value("document.querySelector('" + selector + "').click()");
  }

  /** Lays the page out for a window of that size. */
  void window(int width, int height, boolean phone) {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  /** What the system would say it prefers: {@code light} or {@code dark}. */
  void prefers(String scheme) {
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** What assistive technology is told of the page. */
  JsonNode accessibility() {
    return call("Accessibility.getFullAXTree", Map.of()).path("nodes");
  }

  /** What the window shows, as PNG. */
  byte[] picture() {
    JsonNode shot = call("Page.captureScreenshot", Map.of("format", "png"));
    return Base64.getDecoder().decode(shot.path("data").asText());
  }

  /** Everything that was written to the console, thrown, or reported by the browser. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Where the page asked for something. */
  List<URI> requests() {
    return List.copyOf(requests);
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("the browser does not speak JSON", broken);
    }
  }
}
