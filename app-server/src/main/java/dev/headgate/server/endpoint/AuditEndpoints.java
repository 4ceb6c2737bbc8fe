package dev.headgate.server.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.runtime.store.AuditLine;
import dev.headgate.server.access.Access;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who did what: the latest first, or from a number onwards, those that an {@link AuditFilter} lets
 * pass. One answer looks at {@value #MOST_SEEN} entries at most; {@code next} and {@code Link} say
 * where to go on.
 */
final class AuditEndpoints implements EndpointGroup {
  private static final String PATH = "/api/v1/audit";
  private static final int MOST_SEEN = 20_000;

  private final AuditStore store;

  AuditEndpoints(AuditStore store) {
    this.store = store;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get(PATH, Access.ADMIN, this::entries));
  }

  private Answer entries(Call call) {
    AuditFilter filter = AuditFilter.of(call);
    Found found = found(filter);
    Answer answer = filter.lines() ? lines(found) : json(found);
    return found.more() ? answer.with("Link", link(call, filter, found.last())) : answer;
  }

  private static Answer lines(Found found) {
    String lines =
        found.entries().stream()
            .map(entry -> AuditLine.of(entry) + "\n")
            .collect(Collectors.joining());
    return new Answer(200, "application/x-ndjson", lines.getBytes(UTF_8), Map.of());
  }

  private static Answer json(Found found) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("entries", found.entries().stream().map(AuditLine::json).toList());
    if (found.more()) {
      json.put("next", found.last());
    }
    return Answer.json(json);
  }

  private static String link(Call call, AuditFilter filter, long last) {
    StringBuilder next = new StringBuilder(PATH + "?");
    for (String name : call.parameters()) {
      if (!name.equals("before") && !name.equals("after")) {
        String value = call.parameter(name).orElse("");
        next.append(name).append('=').append(URLEncoder.encode(value, UTF_8)).append('&');
      }
    }
    next.append(filter.onwards() ? "after=" : "before=").append(last);
    return "<%s>; rel=\"next\"".formatted(next);
  }

  private Found found(AuditFilter filter) {
    List<AuditEntry> entries = new ArrayList<>();
    int size = filter.open() ? filter.limit() : AuditFilter.MOST;
    long last = filter.start();
    for (int seen = 0; seen < MOST_SEEN; seen += size) {
      List<AuditEntry> page = filter.onwards() ? store.after(last, size) : store.before(last, size);
      for (AuditEntry entry : page) {
        last = entry.number();
        if (filter.lets(entry)) {
          entries.add(entry);
        }
        if (entries.size() == filter.limit()) {
          return new Found(entries, true, last);
        }
      }
      if (page.size() < size) {
        return new Found(entries, false, last);
      }
    }
    return new Found(entries, true, last);
  }

  /** What was found, whether there may be more, and the last entry that was looked at. */
  private record Found(List<AuditEntry> entries, boolean more, long last) {}
}
