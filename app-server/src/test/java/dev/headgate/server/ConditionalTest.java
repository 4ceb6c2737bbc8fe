package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A client that sends a validator gets its 304; one that does not never sees one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConditionalTest {
  private static final String TOKEN = "ghp_conditional";

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void aClientThatHoldsTheCurrentTagGetsIts304() {
    String path = "/repos/octo/tagged";
    String tag = field(mirror.get(path, TOKEN), "ETag");

    for (String sent : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
      HttpResponse<String> answer = mirror.get(path, TOKEN, "If-None-Match", sent);
      assertThat(answer.statusCode()).as(sent).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(field(answer, "ETag")).isEqualTo(tag);
      assertThat(cache(answer)).isEqualTo("ONLINE_HIT");
    }
  }

  @Test
  void aClientThatHoldsAnOlderTagGetsTheBody() {
    mirror.github().putJson("/moving", "{\"version\":1}");
    String old = field(mirror.get("/moving", TOKEN), "ETag");
    mirror.github().putJson("/moving", "{\"version\":2}");

    HttpResponse<String> changed = mirror.get("/moving", TOKEN, "If-None-Match", old);
    HttpResponse<String> confirmed = mirror.get("/moving", TOKEN, "If-None-Match", old);

    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(confirmed.statusCode()).isEqualTo(200);
    assertThat(cache(confirmed)).isEqualTo("ONLINE_HIT");
    assertThat(confirmed.body()).isEqualTo("{\"version\":2}");
    assertThat(field(confirmed, "ETag")).isNotEqualTo(old);
  }

  @Test
  void aClientWithoutAValidatorNeverSeesA304() {
    String path = "/repos/octo/unconditional";
    for (int round = 0; round < 3; round++) {
      HttpResponse<String> answer = mirror.get(path, TOKEN);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("octo/unconditional");
    }
    assertThat(mirror.github().stats().notModified()).isPositive();
  }

  @Test
  void aDateIsHonouredInAllItsForms() {
    String path = "/repos/octo/dated";
    String modified = field(mirror.get(path, TOKEN), "Last-Modified");

    assertThat(mirror.get(path, TOKEN, "If-Modified-Since", modified).statusCode()).isEqualTo(304);
    assertThat(
            mirror
                .get(path, TOKEN, "If-Modified-Since", "Saturday, 07-Nov-26 00:00:00 GMT")
                .statusCode())
        .isEqualTo(304);
    HttpResponse<String> older =
        mirror.get(path, TOKEN, "If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT");
    assertThat(older.statusCode()).isEqualTo(200);
    assertThat(older.body()).contains("octo/dated");
  }

  @Test
  void aValidatorOnAColdEntryIsAnsweredAndNotKept() {
    String path = "/repos/octo/coldly";
    String tag = field(mirror.get(path, TOKEN), "ETag");
    try (MirrorFixture cold =
        MirrorFixture.start("GITHUB_API_URL", mirror.github().url().toString())) {
      HttpResponse<String> held = cold.get(path, TOKEN, "If-None-Match", tag);
      HttpResponse<String> bare = cold.get(path, TOKEN);
      HttpResponse<String> other = cold.get(path, TOKEN, "If-None-Match", "\"0123\"");

      assertThat(held.statusCode()).isEqualTo(304);
      assertThat(held.body()).isEmpty();
      assertThat(bare.statusCode()).isEqualTo(200);
      assertThat(bare.body()).contains("octo/coldly");
      assertThat(other.statusCode()).isEqualTo(200);
      assertThat(other.body()).isEqualTo(bare.body());
    }
  }
}
