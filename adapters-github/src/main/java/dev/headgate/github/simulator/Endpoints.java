package dev.headgate.github.simulator;

import java.util.Optional;

/** Finds the answer of GitHub itself to a request that is allowed to have one. */
final class Endpoints {
  private final Routes routes;
  private final World world;
  private final ContentStore contents;
  private final Webhooks webhooks;

  Endpoints(Routes routes, World world, ContentStore contents, Webhooks webhooks) {
    this.routes = routes;
    this.world = world;
    this.contents = contents;
    this.webhooks = webhooks;
  }

  Optional<Routes.Match> match(Incoming request) {
    return routes.match(request.segments());
  }

  Reply answer(Exchange exchange) {
    Incoming request = exchange.request();
    if (request.is("OPTIONS")) {
      return Reply.empty(204).with("Access-Control-Allow-Methods", "GET, POST, PATCH, PUT, DELETE");
    }
    Optional<Reply> barred = exchange.match().flatMap(match -> barred(exchange, match));
    if (barred.isPresent()) {
      return barred.get();
    }
    Optional<ContentStore.Content> set =
        request.isRead() && !Artifacts.redirects(exchange.template())
            ? contents.get(request.path(), exchange.principal())
            : Optional.empty();
    if (set.isPresent()) {
      return set.get().visibleTo(exchange.principal()) ? shown(set.get()) : Refusals.notFound();
    }
    String method = request.is("HEAD") ? "GET" : request.method();
    Reply reply =
        exchange
            .match()
            .flatMap(match -> answer(exchange, match, method))
            .orElseGet(Refusals::notFound);
    if (!request.isSafe() && reply.status() < 300) {
      String location = reply.header("Location");
      boolean made = !location.isEmpty() && location.startsWith(request.base());
      String changed = made ? location.substring(request.base().length()) : request.path();
      publish(changed, request.base(), made);
    }
    return reply;
  }

  /** Tells registered hooks that a resource changed. */
  void publish(String path, String base, boolean created) {
    Events.name(path)
        .ifPresent(event ->
            webhooks.publish(event, Json.bytes(Events.payload(event, path, base, created))));
  }

  private static Optional<Reply> answer(Exchange exchange, Routes.Match match, String method) {
    return Optional.ofNullable(match.route().endpoints().get(method))
        .map(endpoint -> endpoint.answer(call(exchange, match)));
  }

  /** The answer to a repository that is not there, elsewhere, or not for this caller. */
  private Optional<Reply> barred(Exchange exchange, Routes.Match match) {
    if (!match.route().template().startsWith("/repos/{owner}/{repo}")) {
      return Optional.empty();
    }
    RepositoryName name = call(exchange, match).repository();
    if (!name.exists() || !world.access().sees(exchange.principal(), name)) {
      return Optional.of(Refusals.notFound());
    }
    world.ids().repository(name);
    return name.isRenamed() ? Optional.of(moved(exchange.request(), name)) : Optional.empty();
  }

  private Reply moved(Incoming request, RepositoryName name) {
    String rest = request.path().substring(name.path().length());
    String query = request.query().isEmpty() ? "" : "?" + request.query();
    String url = request.base() + world.ids().repository(name.renamed()) + rest + query;
    Body body =
        Body.of(
            Json.bytes(
                Json.object()
                    .put("message", "Moved Permanently")
                    .put("url", url)
                    .put(
                        "documentation_url",
                        "https://docs.github.com/rest/guides/best-practices"
                            + "-for-using-the-rest-api#follow-redirects")));
    // A 301 would let clients turn a write into a read (RFC 9110, section 15.4.2).
    return Reply.redirect(request.isRead() ? 301 : 307, url, body);
  }

  private static Reply shown(ContentStore.Content content) {
    Reply.Storage storage =
        content.status() == 200 ? Reply.Storage.VALIDATED : Reply.Storage.SILENT;
    Reply reply = Reply.of(content.status(), content.type(), content.body(), storage);
    boolean list =
        content.body() instanceof ByteBody body
            && reply.isJson()
            && body.length() > 0
            && body.bytes()[0] == '[';
    return list ? reply : reply.lastModified(content.changed());
  }

  private static Call call(Exchange exchange, Routes.Match match) {
    return new Call(exchange.request(), exchange.principal(), match.variables(), exchange.now());
  }
}
