package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;

/**
 * Contents of repositories. A path whose last part has a dot is a file, any other a directory; one
 * that contains {@code missing} is not there.
 */
final class Files {
  private static final String CONTENTS = "/repos/{owner}/{repo}/contents";

  private final World world;

  Files(World world) {
    this.world = world;
  }

  void routes(Routes routes) {
    routes
        .get(CONTENTS, call -> directory(call, ""))
        .get(CONTENTS + "/{path+}", call -> entry(call, call.variable("path")))
        .on("PUT", CONTENTS + "/{path+}", this::write)
        .get("/repos/{owner}/{repo}/readme", call -> entry(call, "README.md"));
  }

  private Reply entry(Call call, String path) {
    if (path.contains("missing")) {
      return Refusals.notFound();
    }
    String last = path.substring(path.lastIndexOf('/') + 1);
    if (!last.contains(".")) {
      return directory(call, path);
    }
    byte[] bytes = bytes(call, path);
    if (call.request().wants("raw")) {
      return Reply.of(
          200,
          "application/vnd.github.raw; charset=utf-8",
          Body.of(bytes),
          Reply.Storage.VALIDATED);
    }
    if (call.request().wants("html")) {
      return Reply.text(
          "application/vnd.github.html; charset=utf-8",
          "<div id=\"file\"><pre>" + new String(bytes, UTF_8) + "</pre></div>");
    }
    ObjectNode file = description(call, path, "file", bytes.length);
    file.put("content", Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(bytes) + "\n");
    file.put("encoding", "base64");
    return Reply.json(file).lastModified(World.moment(path.length()));
  }

  private Reply directory(Call call, String path) {
    String prefix = path.isEmpty() ? "" : path + "/";
    List<ObjectNode> entries =
        List.of(
            description(
                call, prefix + "README.md", "file", bytes(call, prefix + "README.md").length),
            description(call, prefix + "src", "dir", 0));
    if (call.request().wants("object")) {
      ObjectNode directory = description(call, path, "dir", 0);
      directory.set("entries", Json.array(entries));
      return Reply.json(directory);
    }
    return Reply.json(Json.array(entries));
  }

  private Reply write(Call call) {
    return Writes.checked(
        call,
        "Content",
        List.of("message", "content"),
        fields -> {
          String path = call.variable("path");
          world
              .changes()
              .patch(
                  key(call, path), Json.object().put("content", fields.path("content").asText()));
          ObjectNode answer = Json.object();
          answer.set("content", description(call, path, "file", bytes(call, path).length));
          answer.putObject("commit").put("sha", Git.sha(call.repository(), call.now()));
          return Reply.json(201, answer, Reply.Storage.SILENT);
        });
  }

  private byte[] bytes(Call call, String path) {
    JsonNode written = world.changes().patched(key(call, path), Json.object()).path("content");
    if (written.isTextual()) {
      return Base64.getMimeDecoder().decode(written.asText());
    }
    String text =
        "# %s of %s\n\nSee %s/zen and https://api.github.com/zen.\n"
            .formatted(path, call.repository().full(), call.base());
    return text.getBytes(UTF_8);
  }

  private static String key(Call call, String path) {
    return call.repository().path() + "/contents/" + path;
  }

  private static ObjectNode description(Call call, String path, String type, int size) {
    RepositoryName name = call.repository();
    String ref = call.request().parameter("ref").orElse("main");
    String url = call.base() + name.path() + "/contents/" + path + "?ref=" + ref;
    String kind = type.equals("file") ? "blob" : "tree";
    String web = "https://github.com/" + name.full() + "/" + kind + "/" + ref + "/" + path;
    String sha = Git.sha(name, path);
    String git = call.base() + name.path() + "/git/" + kind + "s/" + sha;
    ObjectNode json = Json.object();
    json.put("name", path.substring(path.lastIndexOf('/') + 1));
    json.put("path", path);
    json.put("sha", sha);
    json.put("size", size);
    json.put("url", url);
    json.put("html_url", web);
    json.put("git_url", git);
    json.put(
        "download_url",
        type.equals("file")
            ? "https://raw.githubusercontent.com/" + name.full() + "/" + ref + "/" + path
            : null);
    json.put("type", type);
    json.putObject("_links").put("self", url).put("git", git).put("html", web);
    return json;
  }
}
