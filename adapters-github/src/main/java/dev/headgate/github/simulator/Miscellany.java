package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.IntStream;

/** The endpoints that belong to no repository, user or app. */
final class Miscellany {
  private static final String ZEN = "Anything added dilutes everything else.";
  private static final int EMOJIS = 30;

  private final World world;
  private final QuotaWindows windows;

  Miscellany(World world, QuotaWindows windows) {
    this.world = world;
    this.windows = windows;
  }

  void routes(Routes routes) {
    routes
        .get("/", Miscellany::root)
        .get("/zen", call -> Reply.text("text/plain;charset=utf-8", ZEN))
        .get("/octocat", call -> Reply.text("application/octocat-stream", "MMM. .MMM\n"))
        .get("/status", call -> Reply.json(Json.object().put("message", "GitHub lives!")))
        .get("/meta", Miscellany::meta)
        .get("/emojis", Miscellany::emojis)
        .get("/rate_limit", this::rateLimit)
        .get("/events", call -> events(call, "/events"))
        .get("/repos/{owner}/{repo}/events", this::repositoryEvents)
        .get("/search/issues", this::searchIssues)
        .get("/search/code", this::searchCode)
        .get("/search/repositories", this::searchRepositories);
  }

  private static Reply root(Call call) {
    String base = call.base();
    ObjectNode root = Json.object();
    root.put("current_user_url", base + "/user");
    root.put("emojis_url", base + "/emojis");
    root.put("issue_search_url", base + "/search/issues?q={query}{&page,per_page,sort,order}");
    root.put("rate_limit_url", base + "/rate_limit");
    root.put("repository_url", base + "/repos/{owner}/{repo}");
    root.put("user_url", base + "/users/{user}");
    return Reply.json(root);
  }

  private static Reply meta(Call call) {
    ObjectNode meta = Json.object();
    meta.put("verifiable_password_authentication", false);
    meta.set("hooks", Json.strings(List.of("192.0.2.0/24")));
    meta.set("api", Json.strings(List.of("198.51.100.0/24")));
    return Reply.json(meta);
  }

  /** An object with exactly thirty members: as many as a usual page has, yet no list. */
  private static Reply emojis(Call call) {
    ObjectNode emojis = Json.object();
    IntStream.rangeClosed(1, EMOJIS)
        .forEach(n -> emojis.put("emoji" + n, "https://github.githubassets.com/e/" + n + ".png"));
    return Reply.json(emojis);
  }

  private Reply rateLimit(Call call) {
    ObjectNode answer = Json.object();
    ObjectNode resources = answer.putObject("resources");
    for (Resource resource : Resource.values()) {
      resources.set(resource.wireName(), shown(call, resource));
    }
    if (!call.request().header("X-GitHub-Api-Version").orElse("").equals("2026-03-10")) {
      answer.set("rate", shown(call, Resource.CORE));
    }
    return Reply.json(answer).withStorage(Reply.Storage.NO_CACHE);
  }

  private ObjectNode shown(Call call, Resource resource) {
    Quota quota = windows.quota(call.principal(), resource, call.now());
    ObjectNode node = Json.object();
    node.put("limit", quota.limit());
    node.put("used", quota.used());
    node.put("remaining", quota.remaining());
    node.put("reset", quota.reset());
    return node;
  }

  private Reply repositoryEvents(Call call) {
    return events(call, world.ids().repository(call.repository()) + "/events");
  }

  private static Reply events(Call call, String numericPath) {
    List<ObjectNode> events =
        IntStream.rangeClosed(1, 40).mapToObj(n -> event(call, 41 - n)).toList();
    return Pages.list(call, numericPath, events).with("X-Poll-Interval", "60");
  }

  private static ObjectNode event(Call call, int number) {
    ObjectNode event = Json.object();
    event.put("id", Integer.toString(40_000_000 + number));
    event.put("type", "PushEvent");
    event.set("actor", Actors.simple(call.base(), "octocat"));
    ObjectNode repository = event.putObject("repo");
    repository.put("id", 1).put("name", "octo/hello").put("url", call.base() + "/repos/octo/hello");
    event.putObject("payload").put("push_id", number).put("ref", "refs/heads/main");
    event.put("public", true);
    event.put("created_at", World.timestamp(World.moment(number)));
    return event;
  }

  private Reply searchIssues(Call call) {
    List<ObjectNode> found =
        IntStream.rangeClosed(1, 5)
            .mapToObj(n -> {
              ObjectNode issue = Json.object();
              issue.put("url", call.base() + "/repos/octo/hello/issues/" + n);
              issue.put("number", n);
              issue.put("title", "Found " + n);
              issue.put("score", 1.0);
              return issue;
            })
            .toList();
    return search(call, found);
  }

  private Reply searchCode(Call call) {
    if (!call.principal().authenticated()) {
      return Refusals.requiresAuthentication();
    }
    ObjectNode file = Json.object();
    file.put("name", "Main.java");
    file.put("path", "src/Main.java");
    file.put("url", call.base() + "/repos/octo/hello/contents/src/Main.java?ref=main");
    file.set("repository", Repositories.json(call.base(), new RepositoryName("octo", "hello")));
    return search(call, List.of(file));
  }

  private Reply searchRepositories(Call call) {
    ObjectNode found = Repositories.json(call.base(), new RepositoryName("octo", "hello"));
    return search(call, List.of(found));
  }

  private static Reply search(Call call, List<ObjectNode> found) {
    if (call.request().parameter("q").orElse("").isBlank()) {
      return Refusals.validationFailed("Search", "q", "missing");
    }
    ObjectNode result = Json.object();
    result.put("total_count", found.size());
    result.put("incomplete_results", false);
    result.set("items", Json.array(found));
    return Reply.json(result).withStorage(Reply.Storage.NO_CACHE);
  }
}
