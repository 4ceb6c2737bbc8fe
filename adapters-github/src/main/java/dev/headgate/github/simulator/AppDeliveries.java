package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** What an App may ask of its hook's deliveries: their list by cursors, and one of them again. */
final class AppDeliveries {
  private static final int USUAL = 30;
  private static final int MOST = 100;

  private final Webhooks webhooks;

  AppDeliveries(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  Set<String> events() {
    return webhooks.appEvents();
  }

  Reply list(Call call) {
    long below = number(call, "cursor", Long.MAX_VALUE);
    int most = (int) Math.max(1, Math.min(number(call, "per_page", USUAL), MOST));
    List<HookDelivery> found = webhooks.ofApps(below, most + 1);
    ArrayNode list = Json.array();
    found.stream().limit(most).forEach(delivery -> list.add(write(delivery)));
    Reply reply = Reply.json(200, list, Reply.Storage.SILENT);
    if (found.size() <= most) {
      return reply;
    }
    return reply.with(
        "Link",
        "<%s/app/hook/deliveries?per_page=%d&cursor=%d>; rel=\"next\""
            .formatted(call.base(), most, found.get(most - 1).id()));
  }

  Reply redeliver(Call call) {
    long id = call.id("id").orElse(0L);
    if (!webhooks.ofApp(id)) {
      return Refusals.notFound();
    }
    webhooks.redeliverLater(id);
    return Reply.json(202, Json.object(), Reply.Storage.SILENT);
  }

  private static ObjectNode write(HookDelivery delivery) {
    ObjectNode node = Json.object();
    node.put("id", delivery.id());
    node.put("guid", delivery.guid());
    node.put("delivered_at", delivery.at().toString());
    node.put("redelivery", delivery.redelivery());
    node.put("duration", delivery.duration().toMillis() / 1000.0);
    node.put("status", delivery.accepted() ? "OK" : "failed");
    node.put("status_code", delivery.status() == 0 ? 502 : delivery.status());
    node.put("event", delivery.event());
    node.put("action", delivery.action().isEmpty() ? null : delivery.action());
    node.put("installation_id", 1);
    node.putNull("repository_id");
    node.putNull("throttled_at");
    return node;
  }

  private static long number(Call call, String parameter, long fallback) {
    return call.request()
        .parameter(parameter)
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(fallback);
  }
}
