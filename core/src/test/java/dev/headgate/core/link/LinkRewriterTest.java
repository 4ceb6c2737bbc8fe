package dev.headgate.core.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkRewriterTest {

  private static final ApiBase MIRROR = base("https://gate.example");

  private final LinkRewriter rewriter =
      LinkRewriter.between(base("https://api.github.com"), MIRROR);

  @ParameterizedTest
  @CsvSource({
    "https://api.github.com, https://gate.example",
    "https://api.github.com/repositories/1?q=a%26b, https://gate.example/repositories/1?q=a%26b",
    "https://api.github.com?page=2, https://gate.example?page=2",
    "https://api.github.com#top, https://gate.example#top",
    "https://api.github.com{?q}, https://gate.example{?q}",
    "https://api.github.com:443/user, https://gate.example/user",
    "HTTPS://API.github.COM/User, https://gate.example/User",
  })
  void leadsUrlsOfTheApiBack(String url, String rewritten) {
    assertThat(rewriter.uri(url)).isEqualTo(rewritten);
  }

  @ParameterizedTest
  @CsvSource({
    "https://api.github.com.evil.example/",
    "https://api.github.com@evil.example/",
    "https://api.github.com:8443/",
    "https://api.github.com:4430/",
    "https://api.github.community/",
    "http://api.github.com/",
    "https://github.com/octocat",
    "https://codeload.github.com/o/r/legacy.zip/main?token=x",
    "https://productionresults.blob.core.windows.net/a?u=https://api.github.com/",
    "' https://api.github.com/'",
    "/repositories/1",
    "https://api.github.co",
    "''",
  })
  void leavesOtherUrlsAlone(String url) {
    assertThat(rewriter.uri(url)).isSameAs(url);
  }

  @ParameterizedTest
  @CsvSource({
    "https://ghes.example, https://ghes.example/api/v3/user, https://gate.example/user",
    "https://ghes.example, https://ghes.example/api/v3, https://gate.example",
    "https://ghes.example, https://ghes.example/api/graphql, https://gate.example/graphql",
    "https://ghes.example, https://ghes.example/octocat, https://ghes.example/octocat",
    "https://ghes.example, https://ghes.example/api/v30, https://ghes.example/api/v30",
    "https://ghes.example, https://ghes.example/API/v3/user, https://ghes.example/API/v3/user",
    "https://ghes.example, https://ghes.example/api/uploads, https://ghes.example/api/uploads",
    "http://ghes.example:8080, http://ghes.example:8080/api/v3/user, https://gate.example/user",
    "http://ghes.example, http://ghes.example:80/api/graphql, https://gate.example/graphql",
  })
  void knowsTheLayoutOfAnEnterpriseServer(String server, String url, String rewritten) {
    LinkRewriter enterprise = LinkRewriter.between(base(server + "/api/v3"), MIRROR);
    assertThat(enterprise.uri(url)).isEqualTo(rewritten);
    assertThat(json(enterprise, "{\"url\":\"" + url + "\"}"))
        .isEqualTo("{\"url\":\"" + rewritten + "\"}");
  }

  @Test
  void answersAClientThatCameByThePrefixWithThePrefix() {
    ApiBase mirror = base("https://gate.example/api/v3");
    LinkRewriter toPrefix = LinkRewriter.between(base("https://ghes.example/api/v3"), mirror);
    assertThat(toPrefix.uri("https://ghes.example/api/v3/user"))
        .isEqualTo("https://gate.example/api/v3/user");
    assertThat(toPrefix.uri("https://ghes.example/api/graphql"))
        .isEqualTo("https://gate.example/api/graphql");
  }

  @Test
  void takesTheLongestOfSeveralBases() {
    LinkRewriter several =
        LinkRewriter.between(
            List.of(base("https://a.example"), base("https://a.example/v3")), MIRROR);
    for (String path :
        List.of("", "/v3", "/v3/user", "/v30/user", "/user", "?x", "/v", "/v3{/x}")) {
      String expected = "https://gate.example" + path.replaceFirst("^/v3(?!0)", "");
      assertThat(several.uri("https://a.example" + path)).isEqualTo(expected);
      assertThat(json(several, "{\"url\":\"https://a.example" + path + "\"}"))
          .isEqualTo("{\"url\":\"" + expected + "\"}");
    }
  }

  @Test
  void changesNothingIfTheMirrorIsTheApi() {
    LinkRewriter idle = LinkRewriter.between(MIRROR, base("https://GATE.example:443/"));
    byte[] body = "{\"url\":\"https://gate.example:443/user\"}".getBytes(UTF_8);
    InputStream stream = new ByteArrayInputStream(body);
    String link = "<https://gate.example:443/user?page=2>; rel=\"next\"";
    assertThat(idle.changesNothing()).isTrue();
    assertThat(rewriter.changesNothing()).isFalse();
    assertThat(idle.json(body)).isSameAs(body);
    assertThat(idle.json(stream)).isSameAs(stream);
    assertThat(idle.link(link)).isSameAs(link);
    assertThat(idle.uri("https://gate.example:443/")).isEqualTo("https://gate.example:443/");
  }

  @Test
  void refusesMoreBasesThanItCanLookFor() {
    List<ApiBase> many = Collections.nCopies(LinkRewriter.MAX_BASES + 1, base("https://a.example"));
    assertThatIllegalArgumentException().isThrownBy(() -> LinkRewriter.between(many, MIRROR));
  }

  private static String json(LinkRewriter rewriter, String body) {
    return new String(rewriter.json(body.getBytes(UTF_8)), UTF_8);
  }

  private static ApiBase base(String url) {
    return ApiBase.of(URI.create(url));
  }
}
