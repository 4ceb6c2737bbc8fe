package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Releases and their assets. Uploads are measured and digested, not kept. */
final class Releases {
  static final String ASSET = "/repos/{owner}/{repo}/releases/assets/{id}";
  private static final int GENERATED = 3;
  private static final String RELEASES = "/repos/{owner}/{repo}/releases";

  private final World world;
  private final SignedUrls urls;

  Releases(World world, SignedUrls urls) {
    this.world = world;
    this.urls = urls;
  }

  void routes(Routes routes) {
    routes
        .get(RELEASES, this::list)
        .post(RELEASES, this::create)
        .get(RELEASES + "/latest", call -> Reply.json(release(call, GENERATED, "v" + GENERATED)))
        .get(RELEASES + "/tags/{tag+}", call -> Reply.json(release(call, 1, call.variable("tag"))))
        .get(ASSET, this::asset)
        .get(RELEASES + "/{id}", this::one)
        .post(RELEASES + "/{id}/assets", Releases::upload);
  }

  private Reply list(Call call) {
    List<ObjectNode> releases = new ArrayList<>(world.changes().created(path(call)));
    IntStream.rangeClosed(1, GENERATED)
        .map(n -> GENERATED + 1 - n)
        .forEach(n -> releases.add(release(call, n, "v" + n)));
    return Pages.list(call, world.ids().repository(call.repository()) + "/releases", releases);
  }

  private Reply one(Call call) {
    long id = call.id("id").orElse(0L);
    if (id >= 1 && id <= GENERATED) {
      return Reply.json(release(call, Math.toIntExact(id), "v" + id));
    }
    return world.changes().created(path(call), id).map(Reply::json).orElseGet(Refusals::notFound);
  }

  private Reply create(Call call) {
    return Writes.checked(
        call,
        "Release",
        List.of("tag_name"),
        fields ->
            Writes.created(
                world
                    .changes()
                    .create(
                        path(call),
                        GENERATED,
                        n -> release(call, n, fields.path("tag_name").asText()))));
  }

  private Reply asset(Call call) {
    if (call.request().accept().contains("application/octet-stream")) {
      String url =
          urls.sign(call.request(), call.request().path(), Duration.ofMinutes(5), call.now());
      return Reply.redirect(302, url, ByteBody.EMPTY);
    }
    return call.id("id")
        .map(id -> Reply.json(assetJson(call, id, "asset-" + id, 0)))
        .orElseGet(Refusals::notFound);
  }

  private static Reply upload(Call call) {
    if (!call.principal().authenticated()) {
      return Refusals.requiresAuthentication();
    }
    String name = call.request().parameter("name").orElse("");
    if (name.isBlank()) {
      return Refusals.validationFailed("ReleaseAsset", "name", "missing_field");
    }
    ObjectNode asset =
        assetJson(call, Digests.number(name), name, call.request().bodyLength())
            .put("digest", "sha256:" + call.request().bodySha256());
    return Writes.created(asset);
  }

  private static ObjectNode assetJson(Call call, long id, String name, long size) {
    ObjectNode asset = Json.object();
    asset.put("url", call.base() + path(call) + "/assets/" + id);
    asset.put("id", id);
    asset.put("name", name);
    asset.put("state", "uploaded");
    asset.put("size", size);
    return asset;
  }

  private static ObjectNode release(Call call, int number, String tag) {
    RepositoryName name = call.repository();
    String url = call.base() + path(call) + "/" + number;
    ObjectNode release = Json.object();
    release.put("url", url);
    release.put("assets_url", url + "/assets");
    release.put("upload_url", url + "/assets{?name,label}");
    release.put("html_url", "https://github.com/" + name.full() + "/releases/tag/" + tag);
    release.put("id", number);
    release.put("tag_name", tag);
    release.put("target_commitish", "main");
    release.put("name", "Release " + tag);
    release.put("draft", false);
    release.put("prerelease", false);
    release.put("created_at", World.timestamp(World.moment(number)));
    release.put("published_at", World.timestamp(World.moment(number)));
    release.set("author", Actors.simple(call.base(), "octocat"));
    release.putArray("assets");
    release.put("tarball_url", call.base() + name.path() + "/tarball/" + tag);
    release.put("zipball_url", call.base() + name.path() + "/zipball/" + tag);
    release.put("body", "What changed in " + tag);
    return release;
  }

  private static String path(Call call) {
    return call.repository().path() + "/releases";
  }
}
