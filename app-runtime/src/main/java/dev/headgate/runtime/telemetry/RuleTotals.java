package dev.headgate.runtime.telemetry;

/**
 * What one limit rule decided in a process since its start.
 *
 * @param rule its name
 * @param requests requests that it was asked about
 * @param rejected those of them that it refused
 * @param shadow those that it would have refused, had it been in force
 */
public record RuleTotals(String rule, long requests, long rejected, long shadow) {}
