package dev.headgate.core.limit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291): {@code 10.0.0.0/8}, {@code fd00::/8};
 * a single address is a block of its own. An IPv4 address written as IPv6 counts as IPv4.
 *
 * <p>Only literals are read: no name is ever looked up.
 */
public final class Cidr {
  private static final int LONGEST = 64;
  private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]+");

  /** Numbers above 255 would make a name of it, which would be looked up. */
  private static final Pattern FOUR =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

  private final byte[] network;
  private final int bits;

  private final String text;

  private Cidr(String text, byte[] network, int bits) {
    this.text = text;
    this.network = network;
    this.bits = bits;
  }

  /**
   * The block of this text.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String literal = slash < 0 ? text : text.substring(0, slash);
    byte[] address = address(literal).orElseThrow(() -> malformed(text));
    int most = address.length * Byte.SIZE;
    int bits = most;
    if (slash >= 0) {
      String length = text.substring(slash + 1);
      if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) {
        throw malformed(text);
      }
      bits = Integer.parseInt(length);
    }
    return new Cidr(text, address, bits);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "%s (expected: an address or a block such as 10.0.0.0/8 or fd00::/8)".formatted(text));
  }

  /** Whether this textual address lies in the block; no other text does. */
  public boolean contains(String text) {
    return address(text).filter(this::contains).isPresent();
  }

  private boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (address[i] != network[i]) {
        return false;
      }
    }
    int rest = bits % Byte.SIZE;
    int mask = 0xff << (Byte.SIZE - rest);
    return rest == 0 || ((address[whole] ^ network[whole]) & mask) == 0;
  }

  /** Whether the text is an address. */
  public static boolean literal(String text) {
    return address(text).isPresent();
  }

  /**
   * Stands for whoever holds this address: an IPv4 address itself, of an IPv6 address the first 64
   * bits, for within those anybody picks new ones at will (RFC 6177). Text that is no address
   * stays.
   */
  public static String customer(String text) {
    if (text.indexOf(':') < 0) {
      return text;
    }
    return address(text).map(address -> customer(address)).orElse(text);
  }

  private static String customer(byte[] address) {
    if (address.length == 4) {
      return "%d.%d.%d.%d"
          .formatted(address[0] & 0xff, address[1] & 0xff, address[2] & 0xff, address[3] & 0xff);
    }
    return HexFormat.of().formatHex(address, 0, 8) + "::/64";
  }

  /** The bytes of a literal; a scope behind it is left out. */
  private static Optional<byte[]> address(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return Optional.empty();
    }
    int scope = text.indexOf('%');
    String plain = scope < 0 ? text : text.substring(0, scope);
    boolean six = plain.indexOf(':') >= 0;
    Pattern form = six ? SIX : FOUR;
    if (!form.matcher(plain).matches()) {
      return Optional.empty();
    }
    try {
      // All characters are those of a literal, so nothing is looked up.
      return Optional.of(InetAddress.getByName(six ? "[" + plain + "]" : plain).getAddress());
    } catch (UnknownHostException notAnAddress) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cidr cidr && cidr.bits == bits && Arrays.equals(cidr.network, network);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(network) + bits;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
