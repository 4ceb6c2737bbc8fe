package dev.headgate.runtime.task.report;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.github.artifact.DownloadLimits;
import dev.headgate.runtime.task.TaskRules;
import dev.headgate.runtime.task.artifact.ArtifactFetch;
import dev.headgate.runtime.task.artifact.ArtifactRules;
import java.time.InstantSource;

/** Test reports as tasks; needs {@link dev.headgate.runtime.task.artifact.ArtifactModule}. */
public final class JUnitReportModule extends AbstractModule {
  @ProvidesIntoSet
  @Singleton
  static TaskHandler handler(
      ArtifactFetch fetch, BlobStore blobs, DownloadLimits limits, InstantSource clock) {
    return new JUnitReportHandler(fetch, blobs, limits.archive(), clock);
  }

  @ProvidesIntoSet
  @Singleton
  static TaskRules rules() {
    return new ArtifactRules(JUnitReportHandler.KIND);
  }
}
