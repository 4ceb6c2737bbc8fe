package dev.headgate.server.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.runtime.store.AuditLine;
import dev.headgate.server.access.Access;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who did what: the latest first, or those before or behind a number ({@code before}, {@code
 * after}), at most {@code limit}, of one {@code actor} or {@code action}; as lines of JSON with
 * {@code format=ndjson}. Filters look at {@code limit} entries: an answer may hold fewer, and
 * {@code next} says where to go on.
 */
final class AuditEndpoints implements EndpointGroup {
  private static final int MOST = 1_000;

  private final AuditStore store;

  AuditEndpoints(AuditStore store) {
    this.store = store;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/api/v1/audit", Access.ADMIN, this::entries));
  }

  private Answer entries(Call call) {
    int limit = (int) number(call, "limit", 100, MOST);
    boolean onwards = call.parameter("after").isPresent();
    if (onwards && call.parameter("before").isPresent()) {
      throw Problem.badRequest("after, before: both given (expected: one of them)");
    }
    List<AuditEntry> page =
        onwards
            ? store.after(number(call, "after", 0, Long.MAX_VALUE), limit)
            : store.before(number(call, "before", Long.MAX_VALUE, Long.MAX_VALUE), limit);
    List<AuditEntry> chosen = page.stream().filter(entry -> wanted(call, entry)).toList();
    if (call.parameter("format").filter("ndjson"::equals).isPresent()) {
      String lines =
          chosen.stream().map(entry -> AuditLine.of(entry) + "\n").collect(Collectors.joining());
      return new Answer(200, "application/x-ndjson", lines.getBytes(UTF_8), Map.of());
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("entries", chosen.stream().map(AuditLine::json).toList());
    if (page.size() == limit) {
      answer.put("next", page.get(page.size() - 1).number());
    }
    return Answer.json(answer);
  }

  private static boolean wanted(Call call, AuditEntry entry) {
    return call.parameter("actor").stream().allMatch(entry.event().actor()::equals)
        && call.parameter("action").stream().allMatch(entry.event().action()::equals);
  }

  private static long number(Call call, String name, long otherwise, long most) {
    String text = call.parameter(name).orElse("");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (text.matches("[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number <= most && (number > 0 || name.equals("after"))) {
        return number;
      }
    }
    throw Problem.badRequest("%s: %s (expected: a number, 1 to %d)".formatted(name, text, most));
  }
}
