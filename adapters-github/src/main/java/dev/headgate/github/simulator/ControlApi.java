package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The control calls under {@code /_sim}. They cost no quota, count nowhere and meet no scenario.
 */
final class ControlApi {
  private static final String CALLS =
      "POST /_sim/reset, GET|POST|DELETE /_sim/scenario, GET|DELETE /_sim/stats,"
          + " GET|DELETE /_sim/requests, PUT|DELETE /_sim/content{path}, PUT /_sim/access,"
          + " PUT /_sim/tokens, GET|PUT /_sim/limits, GET|PUT /_sim/validators,"
          + " PUT /_sim/apps, PUT|DELETE /_sim/apps/installations, PUT /_sim/apps/tokens,"
          + " GET|POST|PUT|DELETE /_sim/webhooks, POST /_sim/webhooks/redeliver";

  private final GitHubSimulator simulator;
  private final Simulation sim;
  private final ContentControl content;
  private final WebhookControl webhooks;
  private final AppControl apps;

  ControlApi(GitHubSimulator simulator, Simulation sim) {
    this.simulator = simulator;
    this.sim = sim;
    content = new ContentControl(simulator);
    webhooks = new WebhookControl(simulator);
    apps = new AppControl(simulator);
  }

  Reply answer(Incoming request) {
    try {
      return request.path().startsWith(ContentControl.PREFIX + "/")
          ? content.answer(request)
          : request.path().startsWith(WebhookControl.PREFIX)
              ? webhooks.answer(request)
              : request.path().startsWith(AppControl.PREFIX)
                  ? apps.answer(request)
                  : called(request);
    } catch (Problem e) {
      return e.reply();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Problem.bad(String.valueOf(e.getMessage())).reply();
    }
  }

  private Reply called(Incoming request) {
    return switch (request.method() + " " + request.path()) {
      case "POST /_sim/reset" -> {
        simulator.reset();
        yield Reply.empty(204);
      }
      case "GET /_sim/scenario" -> scenarios();
      case "POST /_sim/scenario" -> scenario(request);
      case "DELETE /_sim/scenario" -> {
        cleared(request);
        yield Reply.empty(204);
      }
      case "GET /_sim/stats" -> stats();
      case "DELETE /_sim/stats" -> {
        simulator.clearStats();
        yield Reply.empty(204);
      }
      case "GET /_sim/requests" -> requests(request);
      case "DELETE /_sim/requests" -> {
        sim.log().clear();
        yield Reply.empty(204);
      }
      case "PUT /_sim/access" -> access(request);
      case "PUT /_sim/tokens" -> token(request);
      case "GET /_sim/limits" -> limits(sim.windows().limits());
      case "PUT /_sim/limits" -> setLimits(request);
      case "GET /_sim/validators" -> validators();
      case "PUT /_sim/validators" -> setValidators(Fields.of(request, Set.of("mode")));
      default -> throw Problem.unknown(request, CALLS);
    };
  }

  private Reply scenarios() {
    ArrayNode list = Json.array();
    sim.scenarios().list().forEach(playing -> list.add(ScenarioReader.write(playing)));
    return ok(Json.object().set("scenarios", list));
  }

  private Reply scenario(Incoming request) {
    Fields fields = Fields.of(request, ScenarioReader.MEMBERS);
    String name = fields.text("scenario");
    return switch (name) {
      case "rotate-token" -> fields.has("installation") ? revoked(fields) : rotated(fields);
      case "validators" -> setValidators(fields);
      case "legacy-validators" -> setValidators(ValidatorMode.LEGACY);
      case "drift" -> setValidators(ValidatorMode.DRIFT);
      default ->
          Reply.json(
              201,
              Json.object().put("id", simulator.play(ScenarioReader.read(fields))),
              Reply.Storage.SILENT);
    };
  }

  /** An installation's tokens end, as they do when somebody revokes them. */
  private Reply revoked(Fields fields) {
    int ended = simulator.revokeTokens(fields.smallNumber("installation", 0));
    return ok(Json.object().put("revoked", ended));
  }

  private Reply rotated(Fields fields) {
    Principal principal =
        sim.principals()
            .rotate(fields.text("token"), fields.text("new_token"), fields.yes("revoke"));
    return ok(Json.object().put("principal", principal.name()));
  }

  private void cleared(Incoming request) {
    Optional<String> id = request.parameter("id");
    if (id.isEmpty()) {
      simulator.clearScenarios();
    } else if (!id.get().matches("[0-9]{1,18}")
        || !sim.scenarios().remove(Long.parseLong(id.get()))) {
      throw Problem.bad("id: " + id.get() + " (expected: an id of GET /_sim/scenario)");
    }
  }

  private Reply stats() {
    return Reply.of(
        200,
        Reply.JSON,
        Body.of(Json.bytes(StatsWriter.write(simulator.stats()))),
        Reply.Storage.SILENT);
  }

  private Reply requests(Incoming request) {
    int limit = request.number("limit", 100);
    if (limit < 1 || limit > RequestLog.MOST) {
      throw Problem.bad("limit: " + limit + " (expected: 1 to " + RequestLog.MOST + ")");
    }
    ArrayNode list = Json.array();
    simulator.requests(limit).forEach(recorded -> list.add(StatsWriter.write(recorded)));
    return ok(Json.object().set("requests", list));
  }

  private Reply access(Incoming request) {
    Fields fields = Fields.of(request, Set.of("repository", "principals", "logins"));
    Set<String> names = new TreeSet<>(fields.texts("principals"));
    names.addAll(fields.texts("logins"));
    simulator.grant(fields.text("repository"), names.toArray(String[]::new));
    return Reply.empty(204);
  }

  private Reply token(Incoming request) {
    Fields fields = Fields.of(request, Set.of("token", "login", "installation", "app", "scopes"));
    String token = fields.text("token");
    if (Stream.of("login", "installation", "app").filter(fields::has).count() != 1) {
      throw Problem.bad("login: not given (expected: exactly one of login, installation, app)");
    }
    if (fields.has("login")) {
      simulator.mapToken(
          token, fields.text("login"), fields.texts("scopes").toArray(String[]::new));
    } else if (fields.has("installation")) {
      simulator.mapInstallation(token, fields.smallNumber("installation", 0));
    } else {
      sim.principals().map(token, Principal.app(fields.text("app")));
    }
    return Reply.empty(204);
  }

  private Reply setLimits(Incoming request) {
    Fields fields = Fields.of(request, LimitsReader.MEMBERS);
    String principal = fields.optionalText("principal");
    SimulatorLimits current =
        principal == null ? sim.windows().limits() : sim.windows().limits(principal);
    SimulatorLimits next = LimitsReader.read(fields, current);
    if (principal == null) {
      simulator.limits(next);
    } else {
      simulator.limits(principal, next);
    }
    return limits(next);
  }

  private static Reply limits(SimulatorLimits limits) {
    return ok(LimitsReader.write(limits));
  }

  private Reply setValidators(Fields fields) {
    String mode = fields.text("mode");
    return Arrays.stream(ValidatorMode.values())
        .filter(value -> value.name().equals(mode.toUpperCase(Locale.ROOT)))
        .findFirst()
        .map(this::setValidators)
        .orElseThrow(() -> Problem.bad("mode: " + mode + " (expected: one of " + modes() + ")"));
  }

  private Reply setValidators(ValidatorMode mode) {
    simulator.validators(mode);
    return validators();
  }

  private Reply validators() {
    return ok(Json.object().put("mode", sim.validators().mode().name().toLowerCase(Locale.ROOT)));
  }

  private static String modes() {
    return Arrays.stream(ValidatorMode.values())
        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  static Reply ok(JsonNode node) {
    return Reply.json(200, node, Reply.Storage.SILENT);
  }
}
