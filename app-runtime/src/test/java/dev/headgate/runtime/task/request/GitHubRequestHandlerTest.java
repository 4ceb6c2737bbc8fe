package dev.headgate.runtime.task.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.TypeLiteral;
import dev.headgate.core.ManualTime;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskHandlerContract;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.github.upstream.UpstreamModule;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.runtime.admission.AdmissionModule;
import dev.headgate.runtime.change.ChangeModule;
import dev.headgate.runtime.chore.ChoreModule;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.credential.CredentialModule;
import dev.headgate.runtime.gateway.GatewayModule;
import dev.headgate.runtime.health.HealthModule;
import dev.headgate.runtime.job.JobLauncherModule;
import dev.headgate.runtime.process.ProcessModule;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.protection.ProtectionModule;
import dev.headgate.runtime.spending.SharedSpendingModule;
import dev.headgate.runtime.store.Storage;
import dev.headgate.runtime.task.Runs;
import dev.headgate.runtime.task.TaskKindsModule;
import dev.headgate.runtime.telemetry.TelemetryModule;
import dev.headgate.runtime.tracing.TracingModule;
import dev.headgate.runtime.work.WorkModule;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What it does without asking GitHub; the server's tests show the rest. */
class GitHubRequestHandlerTest implements TaskHandlerContract {
  private final ManualTime clock = new ManualTime(Instant.parse("2030-01-01T12:00:00Z"));
  private final Injector parts = parts();

  private Injector parts() {
    Configuration configuration = Configuration.DEFAULTS;
    return Guice.createInjector(
        new ProcessModule(configuration, clock, new ProcessName("test")),
        new Storage(configuration),
        new UpstreamModule(UpstreamSettings.DEFAULTS),
        new TelemetryModule(),
        new CredentialModule(configuration),
        new AdmissionModule(),
        new GatewayModule(),
        new SharedSpendingModule(),
        new HealthModule(),
        new WorkModule(),
        new ProtectionModule(),
        new TaskKindsModule(),
        new JobLauncherModule(configuration.jobs().launcher()),
        new ChoreModule(),
        new ChangeModule(),
        new TracingModule("test"));
  }

  @Override
  public TaskHandler handler() {
    return parts.getInstance(Key.get(new TypeLiteral<Set<TaskHandler>>() {})).stream()
        .filter(GitHubRequestHandler.class::isInstance)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPayloadThatIsNoneFailsForGood() {
    hand("{\"path\":\"nowhere\"}");

    TaskOutcome outcome = Runs.first(queue(), handler(), clock.instant());

    assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(outcome.toString()).contains("payload.path: nowhere (expected: ");
  }

  @Test
  void aCredentialUnderAnUnknownKeyFailsForGoodAndIsNotShown() {
    hand("{\"path\":\"/user\",\"credential\":\"v1.abc.def.ghi\"}");

    TaskOutcome outcome = Runs.first(queue(), handler(), clock.instant());

    assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
    assertThat(outcome.toString()).contains("CREDENTIALS_KEY").doesNotContain("v1.abc");
  }

  private TaskQueue queue() {
    return parts.getInstance(TaskQueue.class);
  }

  private void hand(String payload) {
    queue()
        .enqueue(
            new NewTask(
                new TaskId("t1"),
                GitHubRequest.KIND,
                Priority.NORMAL,
                "key:ci",
                payload,
                null,
                null,
                null,
                null,
                "request"),
            10,
            clock.instant());
  }
}
