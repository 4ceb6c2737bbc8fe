package dev.headgate.github.artifact;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Addresses that a stranger's redirect must not lead to. */
final class PrivateAddresses {
  private PrivateAddresses() {}

  /** Whether the address lies outside the public internet. */
  static boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    return address instanceof Inet6Address ? six(bytes) : four(bytes, 0);
  }

  private static boolean four(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int second = bytes[at + 1] & 0xff;
    return first == 0
        || first == 10
        || first == 127
        || first >= 224
        || (first == 100 && second >= 64 && second < 128)
        || (first == 169 && second == 254)
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && second == 168)
        || (first == 192 && second == 0 && bytes[at + 2] == 0)
        || (first == 198 && (second == 18 || second == 19));
  }

  /** Unique local, and those that lead to an address of the fourth version. */
  private static boolean six(byte[] bytes) {
    boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
    boolean translated =
        bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
    boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    boolean compatible = true;
    for (int i = 0; i < 12; i++) {
      compatible &= bytes[i] == 0;
    }
    return uniqueLocal
        || ((translated || compatible) && four(bytes, 12))
        || (sixToFour && four(bytes, 2));
  }
}
