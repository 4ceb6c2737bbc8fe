package dev.headgate.server.limit;

import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.limit.Cidr;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.LimitExplanation;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.LimitedRequest;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.configuration.Mistake;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Deeds;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import dev.headgate.server.pipeline.LimitedPath;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbound limits for their operator: which there are, what they would say, how to change them.
 */
public final class LimitEndpoints implements EndpointGroup {
  private static final Logger LOG = LoggerFactory.getLogger(LimitEndpoints.class);
  private static final String ALL = "/api/v1/limits";
  private static final String ONE = ALL + "/{rule}";

  private static final String CHANGED = "limit.changed";
  private static final String REVERTED = "limit.reverted";
  private static final int LARGEST = 64 * 1024;

  private final LimitRuleBook book;
  private final InboundLimits limits;
  private final Deeds deeds;
  private final InstantSource clock;

  /** The limits of this book. */
  public LimitEndpoints(
      LimitRuleBook book, InboundLimits limits, AuditLog audit, InstantSource clock) {
    this.book = book;
    this.limits = limits;
    this.deeds = new Deeds(audit, clock);
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(ALL, Access.ADMIN, call -> list()),
        Route.get(ALL + "/explain", Access.ADMIN, this::explain),
        Route.get(ONE, Access.ADMIN, this::one),
        Route.put(ONE, Access.ADMIN, this::put),
        Route.delete(ONE, Access.ADMIN, this::delete));
  }

  private Answer list() {
    return Answer.json(Map.of("rules", rules()));
  }

  /** All rules, with how full the shared buckets are. */
  List<Map<String, Object>> rules() {
    Map<String, Level> usage = current();
    return book.entries().stream().map(entry -> view(entry, usage)).toList();
  }

  private Answer one(Call call) {
    Map<String, Level> usage = current();
    String name = call.variable("rule");
    return Answer.json(view(book.entry(name).orElseThrow(() -> unknown(name)), usage));
  }

  /** The latest rules, and how full the shared buckets are; without the store, as last known. */
  private Map<String, Level> current() {
    try {
      book.refresh();
      return limits.usage(now());
    } catch (StorageFailure away) {
      // The rules in force are what an operator needs to see then.
      LOG.warn("limits are listed without their usage: {}", away.getMessage());
      return Map.of();
    }
  }

  private static Map<String, Object> view(LimitRuleBook.Entry entry, Map<String, Level> usage) {
    Map<String, Object> view = LimitRuleJson.write(entry.rule());
    view.put("origin", entry.ofRunTime() ? "run-time" : "configuration");
    Level level = usage.get(entry.rule().name());
    if (level != null) {
      view.put("remaining", level.remaining());
      view.put("reset", level.reset().toString());
    }
    return view;
  }

  private Answer put(Call call) throws IOException {
    String name = call.variable("rule");
    List<Mistake> mistakes = new ArrayList<>();
    Optional<LimitRule> rule =
        LimitRuleJson.read(call.json(LARGEST), name, book.defaults(), mistakes);
    if (rule.isEmpty()) {
      throw Problem.invalid(mistakes.stream().map(Mistake::toString).toList());
    }
    boolean known = book.entry(name).isPresent();
    String wanted = told(rule.get());
    try {
      deeds.attempt(
          call,
          CHANGED,
          name,
          wanted,
          () -> {
            book.put(rule.get());
            return wanted;
          });
    } catch (IllegalArgumentException tooMany) {
      throw Problem.invalid(List.of(String.valueOf(tooMany.getMessage())));
    }
    deeds.done(call, CHANGED, name, wanted);
    return Answer.json(
        known ? 200 : 201, view(new LimitRuleBook.Entry(rule.get(), true), current()));
  }

  private Answer delete(Call call) {
    String name = call.variable("rule");
    if (deeds.attempt(call, REVERTED, name, "revert", () -> book.remove(name))) {
      deeds.done(call, REVERTED, name, "done");
      return Answer.empty();
    }
    if (book.entry(name).isEmpty()) {
      throw unknown(name);
    }
    throw Problem.conflict(
        "Rule %s is the configuration's: change it there, or put another in its place"
            .formatted(name));
  }

  private static Problem unknown(String name) {
    return Problem.notFound(
        "There is no rule %s; GET %s lists those that there are".formatted(name, ALL));
  }

  /** A rule as the audit tells it: what it allows now, in its JSON. */
  private static String told(LimitRule rule) {
    return LimitRuleJson.write(rule).toString();
  }

  private Answer explain(Call call) {
    book.refresh();
    String path = call.parameter("path").orElseThrow(LimitEndpoints::pathMissing);
    if (!path.startsWith("/")) {
      throw pathMissing();
    }
    Hypothetical request =
        new Hypothetical(
            call.parameter("method").orElse("GET").toUpperCase(Locale.ROOT),
            LimitedPath.of(path),
            call.parameter("event_type").orElse(null),
            call.parameter("ip").orElseGet(() -> call.exchange().clientAddress()),
            call.parameter("caller").orElse(null),
            call.parameter("third_party").orElse(null),
            call);
    if (!Cidr.literal(request.ip())) {
      throw Problem.badRequest("ip: %s (expected: an address)".formatted(shown(request.ip())));
    }
    List<LimitExplanation> explanations = limits.explain(request, now());
    boolean admitted =
        explanations.stream()
            .filter(one -> one.rule().mode() == LimitRule.Mode.ENFORCE)
            .allMatch(one -> Duration.ZERO.equals(one.delay()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("admitted", admitted);
    answer.put("exempt", limits.exempts(request));
    answer.put("rules", explanations.stream().map(LimitEndpoints::view).toList());
    return Answer.json(answer);
  }

  private static String shown(String text) {
    return text.length() <= 64 ? text : text.substring(0, 64) + "…";
  }

  private static Problem pathMissing() {
    return Problem.badRequest(
        "path: missing (expected: ?path=/repos/o/r and, if wanted, method, caller, ip, third_party,"
            + " event_type, header.NAME)");
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
    view.put("reset", explanation.reset().toString());
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
