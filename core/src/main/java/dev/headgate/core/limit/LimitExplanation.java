package dev.headgate.core.limit;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one rule would say to a request.
 *
 * @param rule the rule
 * @param subject whose bucket it is, in the kinds of {@link LimitKey}: never who that is
 * @param remaining what is left of it
 * @param reset when it will be full, if nobody asks
 * @param delay how long until it could pass; zero where it could now, null where never
 */
public record LimitExplanation(
    LimitRule rule, String subject, long remaining, Instant reset, @Nullable Duration delay) {}
