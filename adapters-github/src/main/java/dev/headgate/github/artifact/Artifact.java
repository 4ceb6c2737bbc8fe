package dev.headgate.github.artifact;

import org.jspecify.annotations.Nullable;

/**
 * What GitHub says of an artifact.
 *
 * @param ref its name
 * @param name what its workflow calls it
 * @param bytes how long its archive is; of artifacts without a digest, the sum of its files
 * @param sha256 its archive's digest, as 64 lower-case hexadecimal digits; null for those of before
 *     {@code upload-artifact} v4
 * @param expired whether it is gone
 * @param runId the workflow run that made it; 0 where that is not known
 * @param headSha the commit that it was made from; empty where that is not known
 */
public record Artifact(
    ArtifactRef ref,
    String name,
    long bytes,
    @Nullable String sha256,
    boolean expired,
    long runId,
    String headSha) {}
