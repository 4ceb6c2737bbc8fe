package dev.headgate.runtime.task.report;

import dev.headgate.core.blob.BlobId;
import dev.headgate.runtime.task.artifact.TaskBlobs;
import java.util.Locale;

/**
 * Where the results of one run are kept: runs of one repository and one kind of report lie beside
 * each other, in their order.
 *
 * @param repository {@code owner/repo}
 * @param artifact the artifact's name
 * @param runId the workflow run
 * @param artifactId the artifact: of a run that was repeated there are several
 * @param headSha the commit
 */
record RunReport(String repository, String artifact, long runId, long artifactId, String headSha) {

  /** What the names of all runs of the same report begin with. */
  String prefix() {
    return "junit-%s-"
        .formatted(TaskBlobs.hash(repository.toLowerCase(Locale.ROOT) + "\n" + artifact));
  }

  BlobId blob() {
    return new BlobId(prefix() + "%019d-%019d".formatted(runId, artifactId));
  }
}
