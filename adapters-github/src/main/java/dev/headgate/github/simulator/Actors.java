package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;

/** Users and organisations: every login exists unless it contains {@code missing}. */
final class Actors {
  static final int REPOSITORIES = 35;
  private static final String WEB = "https://github.com/";

  private final World world;

  Actors(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .get("/user", this::me)
        .get("/user/repos", this::myRepositories)
        .get("/user/orgs", call -> Reply.json(Json.array(List.of(simple(call.base(), "acme")))))
        .get("/user/emails", Actors::emails)
        .get("/users/{login}", this::user)
        .get("/users/{login}/repos", call -> repositories(call, "/users/"))
        .get("/users/{login}/orgs", call -> Reply.json(Json.array()))
        .get("/orgs/{login}", this::organization)
        .get("/orgs/{login}/repos", call -> repositories(call, "/orgs/"))
        .get("/orgs/{login}/members", this::members);
  }

  /** The short form that other objects embed. */
  static ObjectNode simple(String base, String login) {
    String url = base + "/users/" + login;
    ObjectNode user = Json.object();
    user.put("login", login);
    user.put("id", Digests.number("user:" + login));
    user.put("node_id", "U_" + Digests.sha1Hex(login).substring(0, 12));
    user.put("avatar_url", "https://avatars.githubusercontent.com/u/1?v=4");
    user.put("gravatar_id", "");
    user.put("url", url);
    user.put("html_url", WEB + login);
    user.put("followers_url", url + "/followers");
    user.put("following_url", url + "/following{/other_user}");
    user.put("gists_url", url + "/gists{/gist_id}");
    user.put("starred_url", url + "/starred{/owner}{/repo}");
    user.put("subscriptions_url", url + "/subscriptions");
    user.put("organizations_url", url + "/orgs");
    user.put("repos_url", url + "/repos");
    user.put("events_url", url + "/events{/privacy}");
    user.put("received_events_url", url + "/received_events");
    user.put("type", login.endsWith("[bot]") ? "Bot" : "User");
    user.put("site_admin", false);
    return user;
  }

  private ObjectNode full(String base, String login) {
    ObjectNode user = simple(base, login);
    long n = user.path("id").asLong();
    user.put("name", "The " + login);
    user.putNull("company");
    user.put("blog", "https://example.org/" + login);
    user.put("location", "Here");
    user.putNull("email");
    user.put("bio", "Writes to " + base + "/users/" + login + " by hand");
    user.put("public_repos", REPOSITORIES);
    user.put("public_gists", 0);
    user.put("followers", n % 1_000);
    user.put("following", n % 100);
    user.put("created_at", World.timestamp(World.moment(0)));
    user.put("updated_at", World.timestamp(World.moment(n)));
    return world.changes().patched("/users/" + login, user);
  }

  private Reply me(Call call) {
    return switch (call.principal().kind()) {
      case USER -> Writes.dated(full(call.base(), call.principal().name()));
      case INSTALLATION, APP -> Refusals.notForIntegrations();
      case ANONYMOUS -> Refusals.requiresAuthentication();
    };
  }

  private Reply myRepositories(Call call) {
    return switch (call.principal().kind()) {
      case USER -> Pages.list(call, "/user/repos", named(call, call.principal().name()));
      case INSTALLATION, APP -> Refusals.notForIntegrations();
      case ANONYMOUS -> Refusals.requiresAuthentication();
    };
  }

  private Reply user(Call call) {
    String login = call.variable("login");
    return login.contains("missing") ? Refusals.notFound() : Writes.dated(full(call.base(), login));
  }

  private Reply organization(Call call) {
    String login = call.variable("login");
    if (login.contains("missing")) {
      return Refusals.notFound();
    }
    String url = call.base() + "/orgs/" + login;
    ObjectNode organization = full(call.base(), login);
    organization.put("type", "Organization");
    organization.put("url", url);
    organization.put("repos_url", url + "/repos");
    organization.put("events_url", url + "/events");
    organization.put("hooks_url", url + "/hooks");
    organization.put("issues_url", url + "/issues");
    organization.put("members_url", url + "/members{/member}");
    organization.put("public_members_url", url + "/public_members{/member}");
    organization.put("description", "An organisation");
    return Writes.dated(organization);
  }

  private Reply repositories(Call call, String kind) {
    String login = call.variable("login");
    if (login.contains("missing")) {
      return Refusals.notFound();
    }
    String numeric =
        kind.equals("/orgs/") ? world.ids().organization(login) : world.ids().user(login);
    return Pages.list(call, numeric + "/repos", named(call, login));
  }

  private Reply members(Call call) {
    String login = call.variable("login");
    List<ObjectNode> members =
        IntStream.rangeClosed(1, 5).mapToObj(n -> simple(call.base(), login + "-m" + n)).toList();
    return Pages.list(call, world.ids().organization(login) + "/members", members);
  }

  private List<ObjectNode> named(Call call, String owner) {
    return IntStream.rangeClosed(1, REPOSITORIES)
        .mapToObj(n -> new RepositoryName(owner, "repo-" + n))
        .map(name -> Repositories.json(call.base(), name))
        .toList();
  }

  private static Reply emails(Call call) {
    if (call.principal().kind() != Principal.Kind.USER) {
      return Refusals.requiresAuthentication();
    }
    ObjectNode email = Json.object();
    email.put("email", call.principal().name() + "@example.org");
    email.put("primary", true);
    email.put("verified", true);
    email.put("visibility", "public");
    return Reply.json(Json.array(List.of(email)));
  }
}
