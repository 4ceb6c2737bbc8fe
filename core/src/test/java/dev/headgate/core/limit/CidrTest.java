package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "10.0.0.0/8, ::ffff:10.1.1.1, true",
    "fd00::/8, fd12::1, true",
    "fd00::/8, fe80::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "fe80::/10, fe80::1%eth0, true",
    "10.0.0.0/8, 10.0.0.1:443, false",
    "10.0.0.0/8, ten.example.com, false",
    "10.0.0.0/8, '', false",
  })
  void containsItsAddresses(String block, String address, boolean contained) {
    assertThat(Cidr.parse(block).contains(address)).isEqualTo(contained);
  }

  /** A name would be looked up, at the wish of whoever sends it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "localhost", "999.1.1.1", "256.0.0.1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", "1.2.3.4/33",
        "::1/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8", "1:2", "g::1", ":::", "0x7f.1.1.1"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: an address or a block");
  }

  @Test
  void anIpv6CustomerIsKnownByHisNetwork() {
    assertThat(Cidr.customer("2001:db8:1:2:aaaa::1"))
        .isEqualTo(Cidr.customer("2001:DB8:1:2:bbbb::9"))
        .isNotEqualTo(Cidr.customer("2001:db8:1:3::1"));
    assertThat(Cidr.customer("203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(Cidr.customer("::ffff:203.0.113.9")).isEqualTo("203.0.113.9");
  }
}
