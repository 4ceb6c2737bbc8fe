package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URI;
import java.util.Set;

/** The control calls under {@code /_sim/webhooks}: events on demand, repeated, or at changes. */
final class WebhookControl {
  static final String PREFIX = "/_sim/webhooks";
  private static final String CALLS =
      "GET, POST, PUT or DELETE /_sim/webhooks, POST /_sim/webhooks/redeliver, POST"
          + " /_sim/webhooks/lose";

  private final GitHubSimulator simulator;

  WebhookControl(GitHubSimulator simulator) {
    this.simulator = simulator;
  }

  Reply answer(Incoming request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /_sim/webhooks" -> deliveries();
      case "POST /_sim/webhooks" -> deliver(request);
      case "PUT /_sim/webhooks" -> {
        simulator.register(hook(Fields.of(request, Set.of("url", "secret", "events", "app"))));
        yield Reply.empty(204);
      }
      case "DELETE /_sim/webhooks" -> {
        simulator.unregisterHooks();
        yield Reply.empty(204);
      }
      case "POST /_sim/webhooks/lose" -> {
        simulator.loseDeliveries(
            Fields.of(request, Set.of("deliveries")).smallNumber("deliveries", 1));
        yield Reply.empty(204);
      }
      case "POST /_sim/webhooks/redeliver" -> redeliver(request);
      default -> throw Problem.unknown(request, CALLS);
    };
  }

  private Reply deliver(Incoming request) {
    Fields fields = Fields.of(request, Set.of("url", "secret", "event", "payload", "path", "app"));
    String event = fields.text("event");
    String path = fields.has("path") ? fields.text("path") : "/repos/octo/hello/issues/1";
    JsonNode payload =
        fields.has("payload")
            ? fields.node("payload")
            : Events.payload(event, path, request.base(), false);
    return delivered(simulator.deliver(hook(fields), event, Json.bytes(payload)));
  }

  private Reply redeliver(Incoming request) {
    long id = Fields.of(request, Set.of("id")).number("id", 0);
    return simulator
        .redeliver(id)
        .map(WebhookControl::delivered)
        .orElseThrow(() -> Problem.bad("id: " + id + " (expected: an id of GET /_sim/webhooks)"));
  }

  private Reply deliveries() {
    ArrayNode list = Json.array();
    simulator.deliveries().forEach(delivery -> list.add(StatsWriter.write(delivery)));
    return ControlApi.ok(Json.object().set("deliveries", list));
  }

  private static Reply delivered(HookDelivery delivery) {
    return ControlApi.ok(StatsWriter.write(delivery));
  }

  private static Hook hook(Fields fields) {
    String secret = fields.has("secret") ? fields.text("secret") : "";
    return new Hook(
        URI.create(fields.text("url")),
        secret,
        Set.copyOf(fields.texts("events")),
        fields.yes("app"));
  }
}
