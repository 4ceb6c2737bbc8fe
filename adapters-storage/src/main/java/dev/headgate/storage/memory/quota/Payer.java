package dev.headgate.storage.memory.quota;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaKey;

/** Whom a pause holds for: one principal at one host, over all his counters. */
record Payer(String host, Principal principal) {
  static Payer of(QuotaKey key) {
    return new Payer(key.host(), key.principal());
  }
}
