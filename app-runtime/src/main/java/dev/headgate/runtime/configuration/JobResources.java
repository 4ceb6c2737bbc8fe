package dev.headgate.runtime.configuration;

/**
 * What a job's container gets where its manifest does not say, in Kubernetes' quantities.
 *
 * @param cpuRequest what it is promised, such as {@code 250m}
 * @param cpuLimit what it may use at most
 * @param memoryRequest what it is promised, such as {@code 256Mi}
 * @param memoryLimit what it may use at most
 */
public record JobResources(
    String cpuRequest, String cpuLimit, String memoryRequest, String memoryLimit) {}
