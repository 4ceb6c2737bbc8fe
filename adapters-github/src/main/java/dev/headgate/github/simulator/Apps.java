package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** GitHub Apps: their installations and the tokens minted for them. */
final class Apps {
  private final Principals principals;

  Apps(Principals principals) {
    this.principals = principals;
  }

  void routes(Routes routes) {
    routes
        .get("/app", Apps::app)
        .get("/app/installations", Apps::installations)
        .post("/app/installations/{id}/access_tokens", this::token)
        .get("/orgs/{owner}/installation", Apps::ofOwner)
        .get("/users/{owner}/installation", Apps::ofOwner);
  }

  static ObjectNode installation(String base, String owner) {
    int id = Digests.number("installation:" + owner) % 1_000_000;
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

  private static Reply app(Call call) {
    if (!isJwt(call)) {
      return undecodable();
    }
    ObjectNode app = Json.object();
    app.put("id", 1);
    app.put("slug", "simulated");
    app.put("name", "Simulated");
    app.set("owner", Actors.simple(call.base(), "acme"));
    return Reply.json(app).withStorage(Reply.Storage.SILENT);
  }

  private static Reply installations(Call call) {
    return isJwt(call)
        ? Reply.json(Json.array(List.of(installation(call.base(), "acme"))))
        : undecodable();
  }

  private static Reply ofOwner(Call call) {
    return isJwt(call)
        ? Reply.json(installation(call.base(), call.variable("owner")))
        : undecodable();
  }

  private Reply token(Call call) {
    if (!isJwt(call)) {
      return undecodable();
    }
    return call.id("id")
        .filter(id -> id <= Integer.MAX_VALUE)
        .map(id -> minted(call, Math.toIntExact(id)))
        .orElseGet(Refusals::notFound);
  }

  private Reply minted(Call call, int id) {
    String token = "ghs_" + UUID.randomUUID().toString().replace("-", "") + "0000";
    principals.map(token, Principal.installation(id));
    ObjectNode answer = Json.object();
    answer.put("token", token);
    answer.put("expires_at", World.timestamp(call.now().plus(Duration.ofHours(1))));
    answer.putObject("permissions").put("contents", "read").put("issues", "write");
    answer.put("repository_selection", "all");
    return Reply.json(201, answer, Reply.Storage.SILENT);
  }

  /** Any bearer of three dotted parts passes; signatures are the business of GitHub itself. */
  private static boolean isJwt(Call call) {
    return call.request()
        .header("Authorization")
        .filter(value -> value.matches("(?i:Bearer) [^.\\s]+\\.[^.\\s]+\\.[^.\\s]+"))
        .isPresent();
  }

  private static Reply undecodable() {
    return Refusals.message(
        401, "A JSON web token could not be decoded", "https://docs.github.com/rest");
  }
}
