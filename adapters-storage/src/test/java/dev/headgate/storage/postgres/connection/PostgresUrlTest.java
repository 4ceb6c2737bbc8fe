package dev.headgate.storage.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.identity.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

  @Test
  void takesTheFormOfJdbcAsItIs() {
    assertThat(PostgresUrl.parse("jdbc:postgresql://db:5433/headgate?sslmode=require"))
        .isEqualTo(
            new PostgresUrl("jdbc:postgresql://db:5433/headgate?sslmode=require", null, null));
  }

  @Test
  void takesTheCredentialsOutOfTheParametersOfJdbc() {
    assertThat(
            PostgresUrl.parse(
                "jdbc:postgresql://db/headgate?user=me&ssl=true&password=a%26b&tcpKeepAlive=true"))
        .isEqualTo(
            new PostgresUrl(
                "jdbc:postgresql://db/headgate?ssl=true&tcpKeepAlive=true",
                "me",
                Secret.of("a&b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgres://", "postgresql://"})
  void takesTheFormOfLibpqWithItsEscapes(String scheme) {
    assertThat(PostgresUrl.parse(scheme + "me%40home:p%3Aa+s%2Fs@db:5433/headgate?sslmode=require"))
        .isEqualTo(
            new PostgresUrl(
                "jdbc:postgresql://db:5433/headgate?sslmode=require",
                "me@home",
                Secret.of("p:a+s/s")));
  }

  @Test
  void takesAUserWithoutAPasswordAndNoUserAtAll() {
    assertThat(PostgresUrl.parse("postgres://me@db/headgate"))
        .isEqualTo(new PostgresUrl("jdbc:postgresql://db/headgate", "me", null));
    assertThat(PostgresUrl.parse("postgres://[::1]:5432/headgate"))
        .isEqualTo(new PostgresUrl("jdbc:postgresql://[::1]:5432/headgate", null, null));
  }

  @Test
  void whatIsSetBesideTheAddressWins() {
    PostgresUrl url = PostgresUrl.parse("postgres://me:old@db/headgate");
    assertThat(url.as(null, null)).isEqualTo(url);
    assertThat(url.as("you", Secret.of("new")))
        .isEqualTo(new PostgresUrl("jdbc:postgresql://db/headgate", "you", Secret.of("new")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "mysql://me:hidden@db/headgate",
        "postgres://me:hidden@db",
        "postgres://me:hidden@/headgate",
        "postgres://me:hidden%zz@db/headgate",
        "postgres://me:hidden@d b/headgate",
        "postgres://me:hidden@db:port/headgate",
        "jdbc:postgresql:headgate",
        "jdbc:postgresql://me:hidden@db/headgate"
      })
  void refusesEverythingElseWithoutRepeatingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PostgresUrl.parse(text))
        .withMessageStartingWith("url: **** (expected: jdbc:postgresql://host")
        .withMessageNotContaining("hidden");
  }

  @Test
  void showsNoPassword() {
    PostgresUrl url = PostgresUrl.parse("postgres://me:hidden@db/headgate");
    assertThat(url.toString()).doesNotContain("hidden");
    assertThat(PostgresSettings.of(url).toString()).doesNotContain("hidden");
  }
}
