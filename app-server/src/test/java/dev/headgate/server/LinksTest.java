package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever GitHub's answers point to lies behind the mirror again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinksTest {
  private static final String TOKEN = "ghp_linked";
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");
  private static final JsonMapper JSON = new JsonMapper();

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void apiUrlsInBodiesLeadToTheMirrorAndUserTextStays() throws JsonProcessingException {
    String path = "/repos/octo/linked/issues/3";
    String api = mirror.github().url().toString();
    for (int round = 0; round < 2; round++) {
      JsonNode issue = JSON.readTree(mirror.get(path, TOKEN).body());

      assertThat(issue.path("url").asText()).isEqualTo(mirror.url() + path);
      assertThat(issue.path("labels_url").asText())
          .isEqualTo(mirror.url() + path + "/labels{/name}");
      assertThat(issue.path("user").path("url").asText()).startsWith(mirror.url() + "/users/");
      assertThat(issue.path("html_url").asText()).startsWith("https://github.com/octo/linked/");
      assertThat(issue.path("body").asText())
          .contains(api + path)
          .contains("https://api.github.com/zen");
    }
    HttpResponse<String> followed =
        mirror.get(
            URI.create(
                    JSON.readTree(mirror.get(path, TOKEN).body()).path("repository_url").asText())
                .getPath(),
            TOKEN);
    assertThat(followed.statusCode()).isEqualTo(200);
  }

  @Test
  void aCreatedResourcesLocationLeadsToTheMirror() {
    HttpResponse<String> created =
        mirror.send("POST", "/repos/octo/linked/issues", TOKEN, "{\"title\":\"new\"}");

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(field(created, "Location")).startsWith(mirror.url() + "/repos/octo/linked/issues/");
    assertThat(created.body()).contains("\"url\":\"" + mirror.url() + "/repos/octo/linked/issues/");
  }

  @Test
  void aRenamedRepositorysRedirectLeadsToTheMirror() {
    for (int round = 0; round < 2; round++) {
      HttpResponse<String> moved = mirror.get("/repos/octo/renamed-hello", TOKEN);

      assertThat(moved.statusCode()).isEqualTo(301);
      assertThat(field(moved, "Location")).startsWith(mirror.url() + "/repositories/");
      assertThat(moved.body()).contains(mirror.url() + "/repositories/");
      String path = URI.create(field(moved, "Location")).getPath();
      HttpResponse<String> followed = mirror.get(path, TOKEN);
      assertThat(followed.body()).contains("\"full_name\":\"octo/hello\"");
    }
  }

  @Test
  void aRedirectToAnotherHostIsPassedOnAsItIs() {
    HttpResponse<String> signed = mirror.get("/repos/octo/hello/actions/artifacts/1/zip", TOKEN);

    assertThat(signed.statusCode()).isEqualTo(302);
    assertThat(URI.create(field(signed, "Location")).getPort())
        .isEqualTo(mirror.github().blobPort());
  }

  @Test
  void linksFollowTheHostThatTheClientNamed() {
    RawHttp list =
        RawHttp.exchange(
            mirror.url(),
            "GET /repos/octo/linked/issues?per_page=5 HTTP/1.1",
            "Host: gate.example.org:8443",
            "Authorization: Bearer " + TOKEN,
            "Connection: close");

    assertThat(list.values("Link").getFirst())
        .contains("<http://gate.example.org:8443/repositories/");
    assertThat(list.body())
        .contains("\"url\":\"http://gate.example.org:8443/repos/octo/linked/issues/")
        .doesNotContain("\"url\":\"" + mirror.github().url());
  }

  @Test
  void linksUnderTheEnterpriseFormStayThere() {
    HttpResponse<String> list = mirror.get("/api/v3/repos/octo/linked/issues?per_page=5", TOKEN);

    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(mirror.lastUpstream().target()).isEqualTo("/repos/octo/linked/issues?per_page=5");
    assertThat(next(list)).startsWith(mirror.url() + "/api/v3/repositories/");
    assertThat(list.body()).contains("\"url\":\"" + mirror.url() + "/api/v3/repos/octo/linked");
    assertThat(follow(list).statusCode()).isEqualTo(200);
  }

  @Test
  void aConfiguredOriginIsWhatLinksPointTo() {
    try (MirrorFixture named =
        MirrorFixture.start("GITHUB_MIRROR_URL", "https://mirror.example.org/gh")) {
      HttpResponse<String> list = named.get("/repos/octo/hello/issues?per_page=5", TOKEN);

      assertThat(next(list)).startsWith("https://mirror.example.org/gh/repositories/");
      assertThat(list.body())
          .contains("\"url\":\"https://mirror.example.org/gh/repos/octo/hello/issues/");
    }
  }

  @Test
  void followingLinksReadsEveryElementOnceColdAndWarm() throws JsonProcessingException {
    for (int round = 0; round < 2; round++) {
      List<Integer> numbers = new ArrayList<>();
      HttpResponse<String> page =
          mirror.get("/repos/octo/paged/issues?per_page=10&state=all", TOKEN);
      while (true) {
        assertThat(cache(page)).isEqualTo(round == 0 ? "ONLINE_MISS" : "ONLINE_HIT");
        JSON.readTree(page.body()).forEach(issue -> numbers.add(issue.path("number").asInt()));
        if (next(page).isEmpty()) {
          break;
        }
        assertThat(next(page)).startsWith(mirror.url() + "/").contains("per_page=10");
        page = follow(page);
      }
      assertThat(numbers).hasSize(45).doesNotHaveDuplicates();
      assertThat(field(page, "Link")).contains("rel=\"first\"").doesNotContain("rel=\"last\"");
    }
  }

  @Test
  void anElementBehindAFullLastPageIsFoundThoughThePageIsUnchanged() {
    String comments = "/repos/octo/behind/issues/1/comments";
    HttpResponse<String> full = mirror.get(comments + "?per_page=3", TOKEN);
    long spent = mirror.github().stats().totalSpent();
    HttpResponse<String> confirmed = mirror.get(comments + "?per_page=3", TOKEN);
    assertThat(next(full)).isEmpty();
    assertThat(next(confirmed)).isEmpty();
    assertThat(mirror.github().stats().totalSpent()).as("the look behind is free").isEqualTo(spent);

    writeBehindTheMirrorsBack(comments);
    HttpResponse<String> grown = mirror.get(comments + "?per_page=3", TOKEN);

    assertThat(cache(grown)).isEqualTo("ONLINE_HIT");
    assertThat(grown.body()).isEqualTo(full.body());
    assertThat(next(grown)).startsWith(mirror.url() + "/").contains("page=2");
    assertThat(follow(grown).body()).contains("a late comment");
    assertThat(next(mirror.get(comments + "?per_page=3", TOKEN))).isNotEmpty();
  }

  private void writeBehindTheMirrorsBack(String comments) {
    HttpResponse<String> written =
        mirror.send(
            HttpRequest.newBuilder(URI.create(mirror.github().url() + comments))
                .header("Authorization", "Bearer ghp_somebody")
                .POST(HttpRequest.BodyPublishers.ofString("{\"body\":\"a late comment\"}")));
    assertThat(written.statusCode()).isEqualTo(201);
  }

  private HttpResponse<String> follow(HttpResponse<String> page) {
    URI next = URI.create(next(page));
    return mirror.get(next.getRawPath() + "?" + next.getRawQuery(), TOKEN);
  }

  private static String next(HttpResponse<String> page) {
    Matcher next = NEXT.matcher(field(page, "Link"));
    return next.find() ? next.group(1) : "";
  }
}
