package dev.headgate.github.artifact;

import dev.headgate.core.blob.Blob;

/**
 * An artifact that has arrived.
 *
 * @param artifact what GitHub says of it
 * @param blob its archive
 * @param entries how many entries the archive has
 * @param unpacked how many bytes they have
 * @param resumed how often the transfer went on in the middle
 * @param resigned how often a URL was replaced
 */
public record Downloaded(
    Artifact artifact, Blob blob, int entries, long unpacked, int resumed, int resigned) {}
