package dev.headgate.server.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.junit.jupiter.api.Test;

/** Lines are encoded when they come again, and never mixed up. */
class RecurringFieldsTest {
  private final RecurringFields fields = new RecurringFields();

  @Test
  void aLineIsEncodedWhenItComesAgainAndThenKept() {
    assertThat(fields.of("X-Frame-Options", "deny")).isNotInstanceOf(PreEncodedHttpField.class);
    HttpField second = fields.of("X-Frame-Options", "deny");
    assertThat(second).isInstanceOf(PreEncodedHttpField.class);
    assertThat(fields.of(new String("X-Frame-Options"), new String("deny"))).isSameAs(second);
  }

  @Test
  void namesAndValuesStayAsTheyAreWritten() {
    for (int round = 0; round < 3; round++) {
      assertLine("etag", "W/\"a\"");
      assertLine("ETag", "W/\"a\"");
      assertLine("X-Accepted-OAuth-Scopes", "");
      assertLine("vary", "Accept, Authorization");
      assertLine("Vary", "accept, authorization");
    }
    assertThat(fields.of("etag", "W/\"a\"").getHeader()).isEqualTo(HttpHeader.ETAG);
  }

  @Test
  void manyLinesDisplaceEachOtherButAreNeverMixedUp() {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 20_000; i++) {
        assertLine("X-RateLimit-Remaining", Integer.toString(i));
      }
    }
  }

  private void assertLine(String name, String value) {
    HttpField field = fields.of(name, value);
    assertThat(field.getName()).isEqualTo(name);
    assertThat(field.getValue()).isEqualTo(value);
  }
}
