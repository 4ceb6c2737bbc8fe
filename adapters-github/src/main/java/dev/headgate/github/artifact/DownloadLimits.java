package dev.headgate.github.artifact;

import dev.headgate.core.archive.ZipLimits;

/**
 * What is downloaded at most.
 *
 * @param mostBytes the largest archive
 * @param archive what it may hold
 * @param keepEvery after how many bytes a download is made to outlast its process
 */
public record DownloadLimits(long mostBytes, ZipLimits archive, long keepEvery) {

  public DownloadLimits {
    if (mostBytes < 1 || keepEvery < 1) {
      throw new IllegalArgumentException(
          "mostBytes, keepEvery: %d, %d (expected: at least 1)".formatted(mostBytes, keepEvery));
    }
  }
}
