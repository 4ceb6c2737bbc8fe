package dev.headgate.core.quota;

import dev.headgate.core.identity.Principal;

/**
 * Whom a pause holds for: one principal at one host, over all his counters.
 *
 * @param host the API's host
 * @param principal whom GitHub counts
 */
public record Payer(String host, Principal principal) {}
