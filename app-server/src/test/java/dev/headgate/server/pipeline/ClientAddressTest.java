package dev.headgate.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.limit.Cidr;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  private static final String PROXY = "10.0.0.1";

  private final ClientAddress addresses =
      new ClientAddress(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 203.0.113.9",
        "198.51.100.1, 203.0.113.9 | 203.0.113.9",
        "203.0.113.9, 10.0.0.2 | 203.0.113.9",
        "198.51.100.1, 203.0.113.9, 10.0.0.3, fd00::2 | 203.0.113.9",
        "10.9.9.9, 10.0.0.2 | 10.9.9.9",
        "203.0.113.9:5678 | 203.0.113.9",
        "[2001:db8::1]:443 | 2001:db8::1",
        "2001:db8::1 | 2001:db8::1",
        "garbage, 203.0.113.9 | 203.0.113.9",
        "203.0.113.9, garbage | 10.0.0.1",
        "203.0.113.9, | 10.0.0.1",
        "unknown | 10.0.0.1",
        "999.1.1.1 | 10.0.0.1",
        "localhost | 10.0.0.1",
      })
  void believesTrustedProxiesFromTheRight(String forwarded, String client) {
    assertThat(of(PROXY, "X-Forwarded-For", forwarded)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "for=203.0.113.9 | 203.0.113.9",
        "for=\"203.0.113.9:80\";proto=https;by=10.0.0.1 | 203.0.113.9",
        "For=\"[2001:db8::1]:4711\" | 2001:db8::1",
        "for=198.51.100.1, for=203.0.113.9;proto=http, for=10.0.0.2 | 203.0.113.9",
        "for=\", for=203.0.113.9 | 203.0.113.9",
        "for=_hidden | 10.0.0.1",
        "for=unknown, for=10.0.0.2 | 10.0.0.2",
        "proto=https | 10.0.0.1",
      })
  void readsForwarded(String forwarded, String client) {
    assertThat(of(PROXY, "Forwarded", forwarded)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "X-Forwarded-Proto | https | https",
        "X-Forwarded-Proto | HTTPS | https",
        "X-Forwarded-Proto | http, https | https",
        "X-Forwarded-Proto | javascript | ",
        "X-Forwarded-Proto | https:// | ",
        "Forwarded | for=203.0.113.9;proto=https | https",
        "Forwarded | proto=\"https\";for=203.0.113.9, for=10.0.0.2;proto=http | http",
        "Forwarded | for=203.0.113.9 | ",
        "X-Forwarded-Scheme | https | ",
      })
  void believesTrustedProxiesAboutTheScheme(String name, String value, String scheme) {
    HttpFields fields = HttpFields.build().add(name, value);

    assertThat(addresses.scheme(PROXY, fields)).isEqualTo(scheme);
    assertThat(addresses.scheme("203.0.113.9", fields)).isNull();
    assertThat(new ClientAddress(List.of()).scheme(PROXY, fields)).isNull();
  }

  @Test
  void neverBelievesWhoIsNotTrusted() {
    assertThat(of("203.0.113.9", "X-Forwarded-For", "10.0.0.1")).isEqualTo("203.0.113.9");
    assertThat(of("203.0.113.9", "Forwarded", "for=10.0.0.1")).isEqualTo("203.0.113.9");
    assertThat(
            new ClientAddress(List.of())
                .of(PROXY, HttpFields.build().put("X-Forwarded-For", "203.0.113.9")))
        .isEqualTo(PROXY);
  }

  @Test
  void readsSeveralFieldsAsOne() {
    HttpFields fields =
        HttpFields.build()
            .add("X-Forwarded-For", "198.51.100.1")
            .add("X-Forwarded-For", "203.0.113.9, 10.0.0.2");
    assertThat(addresses.of(PROXY, fields)).isEqualTo("203.0.113.9");
  }

  @Test
  void aFieldThatTheProxyPassedOnIsNotBelievedBesideItsOwn() {
    HttpFields fields =
        HttpFields.build()
            .add("Forwarded", "for=10.66.66.66")
            .add("X-Forwarded-For", "203.0.113.9");
    assertThat(addresses.of(PROXY, fields)).isEqualTo("203.0.113.9");
  }

  @Test
  void aPeerInBracketsIsAnAddress() {
    assertThat(of("[fd00:0:0:0:0:0:0:1]", "X-Forwarded-For", "203.0.113.9"))
        .isEqualTo("203.0.113.9");
    assertThat(of("[2001:db8::1%eth0]", "X-Forwarded-For", "203.0.113.9")).isEqualTo("2001:db8::1");
  }

  @Test
  void aThousandHopsAreNotWalked() {
    assertThat(of(PROXY, "X-Forwarded-For", "203.0.113.9" + ", 10.0.0.2".repeat(1000)))
        .isEqualTo("10.0.0.2");
  }

  private String of(String peer, String name, String value) {
    return addresses.of(peer, HttpFields.build().put(name, value));
  }
}
