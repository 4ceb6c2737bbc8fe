package dev.headgate.runtime.task;

import com.google.inject.AbstractModule;
import com.google.inject.multibindings.Multibinder;
import dev.headgate.runtime.blob.BlobModule;
import dev.headgate.runtime.task.artifact.ArtifactModule;
import dev.headgate.runtime.task.batch.BatchModule;
import dev.headgate.runtime.task.callback.CallbackModule;
import dev.headgate.runtime.task.job.BuildJobModule;
import dev.headgate.runtime.task.report.JUnitReportModule;
import dev.headgate.runtime.task.request.GitHubRequestModule;
import dev.headgate.runtime.task.webhook.WebhookTaskModule;

/** The kinds of tasks that come with Headgate, for servers and workers alike. */
public final class TaskKindsModule extends AbstractModule {
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), TaskRules.class);
    Multibinder.newSetBinder(binder(), TaskAdmission.class);
    install(new BlobModule());
    install(new GitHubRequestModule());
    install(new ArtifactModule());
    install(new JUnitReportModule());
    install(new BatchModule());
    install(new CallbackModule());
    install(new WebhookTaskModule());
    install(new BuildJobModule());
  }
}
