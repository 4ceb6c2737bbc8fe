package dev.headgate.server.limit;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitExplanation;
import dev.headgate.core.limit.LimitKey;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.LimitedRequest;
import dev.headgate.runtime.configuration.Mistake;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.BadRequest;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Endpoints;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The inbound limits for their operator: which there are, what they would say, how to change them. */
public final class LimitEndpoints implements Endpoints {
  private static final String ALL = "/api/v1/limits";
  private static final String ONE = ALL + "/{rule}";

  private final LimitRuleBook book;
  private final InboundLimits limits;
  private final AuditLog audit;
  private final InstantSource clock;

  /** The limits of this book. */
  public LimitEndpoints(
      LimitRuleBook book, InboundLimits limits, AuditLog audit, InstantSource clock) {
    this.book = book;
    this.limits = limits;
    this.audit = audit;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", ALL, Access.ADMIN, this::list),
        new Route("GET", ALL + "/explain", Access.ADMIN, this::explain),
        new Route("GET", ONE, Access.ADMIN, this::one),
        new Route("PUT", ONE, Access.ADMIN, this::put),
        new Route("DELETE", ONE, Access.ADMIN, this::delete));
  }

  private void list(Call call) throws IOException {
    book.refresh();
    call.json(Map.of("rules", book.entries().stream().map(this::view).toList()));
  }

  private void one(Call call) throws IOException {
    book.refresh();
    String name = call.variable("rule");
    Optional<LimitRuleBook.Entry> entry = book.entry(name);
    if (entry.isEmpty()) {
      unknown(call, name);
    } else {
      call.json(view(entry.get()));
    }
  }

  private Map<String, Object> view(LimitRuleBook.Entry entry) {
    Map<String, Object> view = LimitRuleJson.write(entry.rule());
    view.put("origin", entry.ofRunTime() ? "run-time" : "configuration");
    if (entry.rule().key().kind() == LimitKey.Kind.GLOBAL) {
      view.put("remaining", limits.remaining(entry.rule(), now()));
    }
    return view;
  }

  private void put(Call call) throws IOException {
    String name = call.variable("rule");
    List<Mistake> mistakes = new ArrayList<>();
    Optional<LimitRule> rule =
        LimitRuleJson.read(call.body(), name, book.onStoreFailure(), mistakes);
    if (rule.isEmpty()) {
      throw new BadRequest(
          422, mistakes.stream().map(Mistake::toString).collect(Collectors.joining("; ")));
    }
    boolean known = book.entry(name).isPresent();
    try {
      book.put(rule.get());
    } catch (IllegalArgumentException tooMany) {
      throw new BadRequest(422, String.valueOf(tooMany.getMessage()));
    }
    audited(call, "limit.changed", name);
    call.json(known ? 200 : 201, view(new LimitRuleBook.Entry(rule.get(), true)));
  }

  private void delete(Call call) {
    String name = call.variable("rule");
    if (book.remove(name)) {
      audited(call, "limit.reverted", name);
      call.done();
    } else if (book.entry(name).isPresent()) {
      call.problem(
          409,
          "conflict",
          "Conflict",
          "Rule %s is the configuration's: change it there, or put another in its place"
              .formatted(name));
    } else {
      unknown(call, name);
    }
  }

  private static void unknown(Call call, String name) {
    call.notFound("There is no rule %s; GET %s lists those that there are".formatted(name, ALL));
  }

  private void audited(Call call, String action, String rule) {
    audit.append(
        new AuditEvent(
            clock.instant(),
            call.exchange().caller(),
            action,
            rule,
            "done",
            call.exchange().requestId()));
  }

  private void explain(Call call) throws IOException {
    book.refresh();
    String path = call.parameter("path").orElseThrow(LimitEndpoints::pathMissing);
    if (!path.startsWith("/")) {
      throw pathMissing();
    }
    Hypothetical request =
        new Hypothetical(
            call.parameter("method").orElse("GET").toUpperCase(Locale.ROOT),
            path,
            call.parameter("event_type").orElse(null),
            call.parameter("ip").orElseGet(() -> call.exchange().clientAddress()),
            call.parameter("caller").orElse(null),
            call.parameter("third_party").orElse(null),
            call);
    List<LimitExplanation> explanations = limits.explain(request, now());
    boolean admitted =
        explanations.stream()
            .filter(one -> one.rule().mode() == LimitRule.Mode.ENFORCE)
            .allMatch(one -> Duration.ZERO.equals(one.delay()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("admitted", admitted);
    answer.put("rules", explanations.stream().map(LimitEndpoints::view).toList());
    call.json(answer);
  }

  private static BadRequest pathMissing() {
    return new BadRequest(
        400, "path: missing (expected: ?path=/repos/o/r and, if wanted, method, caller, ip,"
            + " third_party, event_type, header.NAME)");
  }

  private static Map<String, Object> view(LimitExplanation explanation) {
    LimitRule rule = explanation.rule();
    Duration delay = explanation.delay();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("rule", rule.name());
    view.put("mode", rule.mode().label());
    view.put("key", explanation.subject());
    view.put("limit", rule.rate().burst());
    view.put("remaining", explanation.remaining());
    view.put("admits", Duration.ZERO.equals(delay));
    view.put("retry_after", delay == null ? null : delay.plusNanos(999_999_999).toSeconds());
    return view;
  }

  private long now() {
    return EpochNanos.of(clock.instant());
  }

  /** A request that nobody sends. */
  private record Hypothetical(
      String method,
      String path,
      @Nullable String eventType,
      String ip,
      @Nullable String user,
      @Nullable String thirdParty,
      Call call)
      implements LimitedRequest {
    @Override
    public @Nullable String header(String name) {
      return call.parameter("header." + name).orElse(null);
    }
  }
}
