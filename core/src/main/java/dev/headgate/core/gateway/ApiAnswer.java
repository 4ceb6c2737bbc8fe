package dev.headgate.core.gateway;

import dev.headgate.core.http.Headers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's answer.
 *
 * @param status the HTTP status
 * @param headers end-to-end fields, GitHub's where it answered; no Content-Length
 * @param content the body
 * @param outcome where it came from
 * @param cacheStatus what RFC 9211 says of it, without the cache's name
 * @param age how old a stored answer is; null for one that came from GitHub just now
 */
public record ApiAnswer(
    int status,
    Headers headers,
    Content content,
    CacheOutcome outcome,
    String cacheStatus,
    @Nullable Duration age) {}
