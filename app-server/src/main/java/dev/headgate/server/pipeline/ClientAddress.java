package dev.headgate.server.pipeline;

import dev.headgate.core.limit.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * Where a request really comes from. What X-Forwarded-For, or without it Forwarded (RFC 7239), says
 * is believed as far as the proxies that wrote it are trusted: from the connection's peer
 * backwards, up to the first address that is no trusted proxy's. A malformed entry ends the walk at
 * whoever wrote it. Where both fields are there the second is ignored: most proxies write the first
 * and pass the other on as the client sent it.
 */
final class ClientAddress {
  private static final int MOST_HOPS = 50;

  private final List<Cidr> trusted;

  ClientAddress(List<Cidr> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /** The client behind this peer. */
  String of(String connected, HttpFields fields) {
    String peer = plain(connected);
    if (trusted.isEmpty() || !trusted(peer)) {
      return peer;
    }
    List<String> hops = hops(fields);
    String client = peer;
    for (int i = hops.size() - 1; i >= 0; i--) {
      String hop = address(hops.get(i));
      if (!Cidr.literal(hop)) {
        return client;
      }
      client = hop;
      if (!trusted(hop)) {
        return client;
      }
    }
    return client;
  }

  /**
   * The scheme that the client used, as the nearest proxy tells, if that is trusted; null where
   * nobody who is says so.
   */
  @Nullable String scheme(String connected, HttpFields fields) {
    if (trusted.isEmpty() || !trusted(plain(connected))) {
      return null;
    }
    List<String> told = new ArrayList<>(fields.getCSV("X-Forwarded-Proto", false));
    if (told.isEmpty()) {
      for (String value : fields.getValuesList("Forwarded")) {
        for (String element : value.split(",", -1)) {
          told.add(parameter(element, "proto="));
        }
      }
    }
    String last = told.isEmpty() ? "" : unquoted(told.getLast()).toLowerCase(Locale.ROOT);
    return last.equals("http") || last.equals("https") ? last : null;
  }

  /** Without the brackets that an IPv6 address has in a URL, and without its scope. */
  private static String plain(String connected) {
    String address =
        connected.startsWith("[") && connected.endsWith("]")
            ? connected.substring(1, connected.length() - 1)
            : connected;
    int scope = address.indexOf('%');
    return scope < 0 ? address : address.substring(0, scope);
  }

  private boolean trusted(String address) {
    for (Cidr block : trusted) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** The addresses in the order they were written. */
  private static List<String> hops(HttpFields fields) {
    List<String> hops = new ArrayList<>();
    for (String value : fields.getValuesList("X-Forwarded-For")) {
      hops.addAll(List.of(value.split(",", -1)));
    }
    if (!hops.isEmpty()) {
      return last(hops);
    }
    for (String value : fields.getValuesList("Forwarded")) {
      for (String element : value.split(",", -1)) {
        hops.add(parameter(element, "for="));
      }
    }
    return last(hops);
  }

  private static List<String> last(List<String> hops) {
    return hops.size() <= MOST_HOPS ? hops : hops.subList(hops.size() - MOST_HOPS, hops.size());
  }

  /** What an element of Forwarded says under that name; empty where it says nothing. */
  private static String parameter(String element, String name) {
    for (String pair : element.split(";", -1)) {
      String stripped = pair.strip();
      if (stripped.regionMatches(true, 0, name, 0, name.length())) {
        return stripped.substring(name.length());
      }
    }
    return "";
  }

  private static String unquoted(String entry) {
    String text = entry.strip();
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** An entry without quotes, brackets and port. */
  private static String address(String entry) {
    String text = unquoted(entry);
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? "" : text.substring(1, end);
    }
    int colon = text.indexOf(':');
    return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }
}
