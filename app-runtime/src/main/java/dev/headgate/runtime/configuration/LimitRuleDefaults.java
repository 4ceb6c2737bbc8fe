package dev.headgate.runtime.configuration;

import dev.headgate.core.limit.LimitRule;

/**
 * What holds for a limit rule that does not say.
 *
 * @param onStoreFailure while its store cannot be asked
 * @param leased whether its permits may be fetched ahead of need
 */
public record LimitRuleDefaults(LimitRule.OnStoreFailure onStoreFailure, boolean leased) {}
