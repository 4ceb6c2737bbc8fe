package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Workflow runs with their artifacts and logs, and archives: what GitHub answers with a redirect to
 * a signed URL. Every tenth artifact is expired.
 */
final class Artifacts {
  static final int GENERATED = 40;
  private static final int RUNS = 35;
  private static final int REMEMBERED = 10_000;
  private static final Duration ARCHIVE_TTL = Duration.ofMinutes(5);
  private static final String ACTIONS = "/repos/{owner}/{repo}/actions";
  private static final String ZIP = ACTIONS + "/artifacts/{id}/zip";
  private static final String LOGS = ACTIONS + "/runs/{id}/logs";
  private static final Set<String> REDIRECTING = Set.of(ZIP, LOGS);

  private final World world;
  private final Downloads downloads;
  private final SignedUrls urls;
  private final Duration ttl;
  private final Map<Body, String> digests = new ConcurrentHashMap<>();

  Artifacts(World world, Downloads downloads, SignedUrls urls, Duration ttl) {
    this.world = world;
    this.downloads = downloads;
    this.urls = urls;
    this.ttl = ttl;
  }

  void routes(Routes routes) {
    routes
        .get(ACTIONS + "/runs", this::runs)
        .get(ACTIONS + "/runs/{id}", this::run)
        .get(ACTIONS + "/runs/{id}/artifacts", this::ofRun)
        .get(LOGS, call -> signed(call, ttl))
        .get(ACTIONS + "/artifacts", this::list)
        .get(ACTIONS + "/artifacts/{id}", this::one)
        .get(ZIP, this::download)
        .get("/repos/{owner}/{repo}/tarball", call -> signed(call, ARCHIVE_TTL))
        .get("/repos/{owner}/{repo}/tarball/{ref+}", call -> signed(call, ARCHIVE_TTL))
        .get("/repos/{owner}/{repo}/zipball", call -> signed(call, ARCHIVE_TTL))
        .get("/repos/{owner}/{repo}/zipball/{ref+}", call -> signed(call, ARCHIVE_TTL));
  }

  /** Whether content set at a path of this template is what its redirect leads to. */
  static boolean redirects(String template) {
    return REDIRECTING.contains(template)
        || template.contains("/tarball")
        || template.contains("/zipball")
        || template.equals(Releases.ASSET);
  }

  private Reply signed(Call call, Duration lifetime) {
    String path = call.request().path();
    return Reply.redirect(
        302, urls.sign(call.request(), path, lifetime, call.now()), ByteBody.EMPTY);
  }

  private Reply download(Call call) {
    if (!call.principal().authenticated()) {
      return Refusals.message(
          401,
          "You must have the actions scope to download artifacts.",
          "https://docs.github.com/rest/actions/artifacts#download-an-artifact");
    }
    return call.id("id")
        .map(id -> expired(id) ? gone() : signed(call, ttl))
        .orElseGet(Refusals::notFound);
  }

  private static Reply gone() {
    return Refusals.message(
        410,
        "Artifact has expired",
        "https://docs.github.com/rest/actions/artifacts#download-an-artifact");
  }

  private static boolean expired(long id) {
    return id % 10 == 0;
  }

  private Reply list(Call call) {
    return page(call, "/actions/artifacts", LongStream.rangeClosed(1, GENERATED).boxed().toList());
  }

  private Reply ofRun(Call call) {
    return page(
        call,
        "/actions/runs/" + call.variable("id") + "/artifacts",
        call.id("id").map(id -> List.of(id, id + 1)).orElse(List.of()));
  }

  private Reply page(Call call, String path, List<Long> ids) {
    ObjectNode answer = Json.object();
    answer.put("total_count", ids.size());
    answer.set(
        "artifacts",
        Json.array(Pages.slice(call, ids).stream().map(id -> artifact(call, id)).toList()));
    String link = Pages.link(call, world.ids().repository(call.repository()) + path, ids.size());
    return link.isEmpty() ? Reply.json(answer) : Reply.json(answer).with("Link", link);
  }

  private Reply one(Call call) {
    return call.id("id").map(id -> Reply.json(artifact(call, id))).orElseGet(Refusals::notFound);
  }

  private ObjectNode artifact(Call call, long id) {
    RepositoryName name = call.repository();
    String path = name.path() + "/actions/artifacts/" + id;
    Body body = downloads.body(path + "/zip");
    ObjectNode artifact = Json.object();
    artifact.put("id", id);
    artifact.put("node_id", "A_" + id);
    artifact.put("name", "reports-" + id);
    artifact.put("size_in_bytes", body.length());
    artifact.put("url", call.base() + path);
    artifact.put("archive_download_url", call.base() + path + "/zip");
    artifact.put("expired", expired(id));
    artifact.put("created_at", World.timestamp(World.moment(id)));
    artifact.put("updated_at", World.timestamp(World.moment(id)));
    artifact.put(
        "expires_at",
        World.timestamp(World.moment(id).plus(Duration.ofDays(expired(id) ? 1 : 3_650))));
    artifact.put("digest", "sha256:" + digest(body));
    artifact
        .putObject("workflow_run")
        .put("id", id)
        .put("repository_id", name.id())
        .put("head_branch", "main")
        .put("head_sha", Git.sha(name, id));
    return artifact;
  }

  /** Hashing a big generated body takes a while, so its digest is remembered. */
  private String digest(Body body) {
    if (body instanceof ByteBody) {
      return body.sha256();
    }
    if (digests.size() > REMEMBERED) {
      digests.clear();
    }
    return digests.computeIfAbsent(body, Body::sha256);
  }

  private Reply runs(Call call) {
    List<Long> ids = LongStream.rangeClosed(1, RUNS).boxed().toList();
    ObjectNode answer = Json.object();
    answer.put("total_count", RUNS);
    answer.set(
        "workflow_runs",
        Json.array(Pages.slice(call, ids).stream().map(id -> runJson(call, id)).toList()));
    String numeric = world.ids().repository(call.repository()) + "/actions/runs";
    String link = Pages.link(call, numeric, RUNS);
    return link.isEmpty() ? Reply.json(answer) : Reply.json(answer).with("Link", link);
  }

  private Reply run(Call call) {
    return call.id("id").map(id -> Reply.json(runJson(call, id))).orElseGet(Refusals::notFound);
  }

  private static ObjectNode runJson(Call call, long id) {
    RepositoryName name = call.repository();
    String url = call.base() + name.path() + "/actions/runs/" + id;
    ObjectNode run = Json.object();
    run.put("id", id);
    run.put("name", "Build");
    run.put("run_number", id);
    run.put("event", "push");
    run.put("status", "completed");
    run.put("conclusion", "success");
    run.put("head_branch", "main");
    run.put("head_sha", Git.sha(name, id));
    run.put("url", url);
    run.put("html_url", "https://github.com/" + name.full() + "/actions/runs/" + id);
    run.put("jobs_url", url + "/jobs");
    run.put("logs_url", url + "/logs");
    run.put("artifacts_url", url + "/artifacts");
    run.put("created_at", World.timestamp(World.moment(id)));
    run.put("updated_at", World.timestamp(World.moment(id)));
    return run;
  }
}
