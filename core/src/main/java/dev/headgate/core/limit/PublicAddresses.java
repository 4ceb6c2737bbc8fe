package dev.headgate.core.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells addresses of the Internet from all others: a machine's own, those of private networks, of
 * links and their metadata services, and what is reserved (IANA's special-purpose registries, RFC
 * 6890 and after), also where they hide in IPv6.
 */
public final class PublicAddresses {
  private static final List<Cidr> SPECIAL =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "3fff::/20",
              "5f00::/16",
              "fc00::/7",
              "fe80::/9",
              "ff00::/8")
          .map(Cidr::parse)
          .toList();

  private static final Cidr LINK_LOCAL = Cidr.parse("169.254.0.0/16");
  private static final Cidr TRANSLATED = Cidr.parse("64:ff9b::/96");
  private static final Cidr RELAYED = Cidr.parse("2002::/16");

  private final List<Cidr> allowed;

  /** The Internet and, beside it, these networks; link-local addresses are never allowed. */
  public PublicAddresses(List<Cidr> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /** Whether this address may be called. */
  public boolean contain(InetAddress address) {
    String text = text(address);
    if (LINK_LOCAL.contains(text) || address.isLinkLocalAddress() || address.isMulticastAddress()) {
      return false;
    }
    if (allowed.stream().anyMatch(network -> network.contains(text))) {
      return true;
    }
    if (address instanceof Inet6Address && (TRANSLATED.contains(text) || RELAYED.contains(text))) {
      return contain(embedded(address.getAddress(), TRANSLATED.contains(text) ? 12 : 2));
    }
    return SPECIAL.stream().noneMatch(network -> network.contains(text));
  }

  private static InetAddress embedded(byte[] address, int from) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address, from, from + 4));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("four bytes are an address", impossible);
    }
  }

  /** The address without the scope that a machine gives it. */
  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }
}
