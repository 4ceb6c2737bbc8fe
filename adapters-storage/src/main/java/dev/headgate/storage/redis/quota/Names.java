package dev.headgate.storage.redis.quota;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaKey;

/**
 * What accounts are called in Redis: host, principal and resource, with one space between them and
 * none within.
 */
final class Names {
  private Names() {}

  static String of(QuotaKey key) {
    return payer(key) + ' ' + escaped(key.resource());
  }

  /** What all counters of a principal begin with. */
  static String payer(QuotaKey key) {
    return escaped(key.host()) + ' ' + escaped(key.principal().id());
  }

  static QuotaKey key(String name) {
    String[] parts = name.split(" ", -1);
    return new QuotaKey(plain(parts[0]), new Principal(plain(parts[1])), plain(parts[2]));
  }

  private static String escaped(String part) {
    return part.replace("%", "%25")
        .replace(" ", "%20")
        .replace("\t", "%09")
        .replace("\n", "%0A")
        .replace("\r", "%0D");
  }

  private static String plain(String part) {
    return part.replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%09", "\t")
        .replace("%20", " ")
        .replace("%25", "%");
  }
}
