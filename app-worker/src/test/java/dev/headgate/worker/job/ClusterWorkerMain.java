package dev.headgate.worker.job;

import com.google.inject.AbstractModule;
import dev.headgate.core.job.JobLauncher;
import dev.headgate.worker.TestWorkers;
import java.nio.file.Path;

/** The worker's executable over a cluster in a folder, which its one argument names. */
public final class ClusterWorkerMain {
  private ClusterWorkerMain() {}

  /** Runs until it is stopped. */
  public static void main(String[] arguments) throws Exception {
    FolderCluster cluster = new FolderCluster(Path.of(arguments[0]));
    TestWorkers.run(
        new AbstractModule() {
          @Override
          protected void configure() {
            bind(JobLauncher.class).toInstance(cluster);
          }
        });
  }
}
