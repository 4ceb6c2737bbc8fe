package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {
  private final PublicAddresses addresses = new PublicAddresses(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "140.82.112.3",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "192.167.1.1",
        "2606:4700:4700::1111",
        "2a00:1450:4001::200e",
        "64:ff9b::808:808",
        "2002:808:808::1"
      })
  void addressesOfTheInternetMayBeCalled(String address) throws UnknownHostException {
    assertThat(addresses.contain(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1"
      })
  void allOthersMayNot(String address) throws UnknownHostException {
    assertThat(addresses.contain(InetAddress.getByName(address))).isFalse();
  }

  @Test
  void aNetworkThatIsAllowedMayBeCalledButNeverALink() throws UnknownHostException {
    PublicAddresses some =
        new PublicAddresses(
            List.of(
                Cidr.parse("10.1.0.0/16"), Cidr.parse("169.254.0.0/16"), Cidr.parse("fd00::/8")));

    assertThat(some.contain(InetAddress.getByName("10.1.2.3"))).isTrue();
    assertThat(some.contain(InetAddress.getByName("fd00::7"))).isTrue();
    assertThat(some.contain(InetAddress.getByName("10.2.2.3"))).isFalse();
    assertThat(some.contain(InetAddress.getByName("169.254.169.254"))).isFalse();
    assertThat(some.contain(InetAddress.getByName("fe80::1"))).isFalse();
  }
}
