package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** GitHub Apps: their installations and the tokens minted for them. */
final class Apps {
  private final Principals principals;
  private final AppRegistry registry;
  private final AppDeliveries deliveries;

  Apps(Principals principals, AppRegistry registry, Webhooks webhooks) {
    this.principals = principals;
    this.registry = registry;
    this.deliveries = new AppDeliveries(webhooks);
  }

  void routes(Routes routes) {
    routes
        .get("/app", signed(call -> app(call, deliveries.events())))
        .get("/app/hook/deliveries", signed(deliveries::list))
        .post("/app/hook/deliveries/{id}/attempts", signed(deliveries::redeliver))
        .get("/app/installations", signed(this::installations))
        .post("/app/installations/{id}/access_tokens", signed(this::token))
        .get("/orgs/{owner}/installation", signed(this::ofOwner))
        .get("/users/{owner}/installation", signed(this::ofOwner))
        .get("/repos/{owner}/{repo}/installation", signed(this::ofOwner));
  }

  private Routes.Endpoint signed(Routes.Endpoint endpoint) {
    return call -> registry.refusal(call).orElseGet(() -> endpoint.answer(call));
  }

  private static ObjectNode installation(String base, int id, String owner) {
    ObjectNode installation = Json.object();
    installation.put("id", id);
    installation.set("account", Actors.simple(base, owner));
    installation.put("repository_selection", "all");
    installation.put("access_tokens_url", base + "/app/installations/" + id + "/access_tokens");
    installation.put("repositories_url", base + "/installation/repositories");
    installation.put("app_id", 1);
    installation.put("target_type", "Organization");
    installation.putObject("permissions").put("contents", "read").put("issues", "write");
    installation.putArray("events").add("push");
    installation.put("created_at", World.timestamp(World.moment(0)));
    installation.put("updated_at", World.timestamp(World.moment(0)));
    return installation;
  }

  private static Reply app(Call call, Set<String> events) {
    ObjectNode app = Json.object();
    app.put("id", 1);
    app.put("slug", "simulated");
    app.put("name", "Simulated");
    app.set("owner", Actors.simple(call.base(), "acme"));
    events.forEach(app.putArray("events")::add);
    return Reply.json(app).withStorage(Reply.Storage.SILENT);
  }

  private Reply installations(Call call) {
    return Reply.json(
        Json.array(
            registry.accounts().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> installation(call.base(), entry.getKey(), entry.getValue()))
                .toList()));
  }

  private Reply ofOwner(Call call) {
    String owner = call.variable("owner");
    return registry
        .installation(owner)
        .map(id -> Reply.json(installation(call.base(), id, owner)))
        .orElseGet(Refusals::notFound);
  }

  private Reply token(Call call) {
    Optional<Integer> installation =
        call.id("id")
            .filter(id -> id <= Integer.MAX_VALUE)
            .map(Math::toIntExact)
            .filter(registry::installed);
    return installation.map(id -> minted(call, id)).orElseGet(Refusals::notFound);
  }

  private Reply minted(Call call, int id) {
    TokenMint mint = registry.mint();
    Instant end = call.now().plus(mint.life());
    String token = mint.stateless() ? stateless(id, end) : "ghs_" + random() + "0000";
    principals.mint(token, Principal.installation(id), call.now().plus(mint.unknownFor()), end);
    ObjectNode answer = Json.object();
    answer.put("token", token);
    answer.put("expires_at", World.timestamp(end));
    answer.putObject("permissions").put("contents", "read").put("issues", "write");
    answer.put("repository_selection", "all");
    return Reply.json(201, answer, Reply.Storage.SILENT);
  }

  /** {@code ghs_}, the App's id and a JWT, about 520 characters in all. */
  private static String stateless(int id, Instant end) {
    ObjectNode claims = Json.object().put("ins", id).put("exp", end.getEpochSecond());
    String signature = (random() + random()).repeat(6).substring(0, 370);
    return "ghs_1_"
        + base64("{\"alg\":\"RS256\",\"kid\":\"" + random().substring(0, 12) + "\"}")
        + "."
        + base64(claims.put("jti", UUID.randomUUID().toString()).toString())
        + "."
        + signature;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String random() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
