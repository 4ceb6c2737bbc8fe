package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.job.JobLauncherContract;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.job.Launch.Refused;
import dev.headgate.core.job.Launch.Started;
import dev.headgate.core.job.Launch.Waiting;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a cluster, or the way to it, does wrong. */
class ClusterFaultsTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final List<AutoCloseable> open = new ArrayList<>();
  private TestCluster cluster;
  private JobController controller;
  private String namespace;
  private CountingCalls calls;

  @BeforeEach
  void prepare() {
    cluster = TestCluster.mock();
    controller = new JobController(cluster.client());
    namespace = cluster.namespace();
    calls = new CountingCalls();
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    cluster.close();
  }

  private KubernetesSettings settings() {
    return KubernetesSettings.DEFAULTS.with(Set.of(namespace), Orders.TEMPLATES);
  }

  private KubernetesJobLauncher launcher() {
    return kept(cluster.launcher(settings(), calls));
  }

  private KubernetesJobLauncher launcher(FaultProxy proxy) {
    return kept(cluster.launcher(proxy.port(), settings(), calls, SHORT));
  }

  private <T extends AutoCloseable> T kept(T one) {
    open.add(0, one);
    return one;
  }

  private Launch launch(KubernetesJobLauncher launcher, JobOrder order) {
    return launcher.launch(order, Instant.now());
  }

  private static Predicate<JobStatus> is(JobOrder order, JobState state) {
    return job -> job.name().equals(order.name()) && job.state() == state;
  }

  @Test
  void aFullQuotaIsAWaitThatCountsAgainstNobody() {
    String said =
        "jobs.batch \"x\" is forbidden: exceeded quota: team, requested: count/jobs.batch=1, used:"
            + " count/jobs.batch=5, limited: count/jobs.batch=5";
    cluster.traffic().refuse("create", "jobs", 403, said);
    KubernetesJobLauncher launcher = launcher();
    Instant now = Instant.now();
    JobOrder order = Orders.in(namespace);
    List<Instant> again = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      assertThat(launcher.launch(order, now))
          .isInstanceOfSatisfying(
              Waiting.class,
              waiting -> {
                assertThat(waiting.reason()).contains("exceeded quota: team");
                assertThat(waiting.again()).isBetween(now.plusSeconds(5), now.plusSeconds(15));
                again.add(waiting.again());
              });
    }
    assertThat(again.stream().distinct().count()).isGreaterThan(1);
    assertThat(calls.failures()).isZero();
    cluster.traffic().relent();
    assertThat(launch(launcher, order)).isInstanceOf(Started.class);
  }

  @Test
  void aFullQuotaIsSeenBeforehand() {
    var quota =
        new ResourceQuotaBuilder()
            .withNewMetadata()
            .withName("team")
            .withNamespace(namespace)
            .endMetadata()
            .withNewSpec()
            .withHard(Map.of("count/jobs.batch", new Quantity("5")))
            .endSpec()
            .withNewStatus()
            .withUsed(Map.of("count/jobs.batch", new Quantity("5")))
            .endStatus()
            .build();
    var _ = cluster.client().resourceQuotas().inNamespace(namespace).resource(quota).create();
    long created = cluster.traffic().count("create", "jobs");
    assertThat(launch(launcher(), Orders.in(namespace)))
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting ->
                assertThat(waiting.reason())
                    .isEqualTo(
                        "exceeded quota: team: 5 of 5 count/jobs.batch are used, and the job needs"
                            + " 1"));
    assertThat(cluster.traffic().count("create", "jobs")).isEqualTo(created);
  }

  @Test
  void whatItMayNotReadBeforehandIsLeftToTheCluster() {
    cluster.traffic().refuse("list", "resourcequotas", 403, "resourcequotas is forbidden");
    cluster.traffic().refuse("list", "limitranges", 403, "limitranges is forbidden");
    assertThat(launch(launcher(), Orders.in(namespace))).isInstanceOf(Started.class);
  }

  @Test
  void aMissingPermissionIsNamed() {
    String said =
        "jobs.batch is forbidden: User \"system:serviceaccount:hg:headgate\" cannot create resource"
            + " \"jobs\" in API group \"batch\" in the namespace \""
            + namespace
            + "\"";
    cluster.traffic().refuse("create", "jobs", 403, said);
    assertThat(launch(launcher(), Orders.in(namespace))).isEqualTo(new Refused("403: " + said));
    assertThat(calls.failures()).isZero();
  }

  @Test
  void aNamespaceOrManifestThatTheClusterRefusesIsRefusedWithItsWords() {
    cluster.traffic().refuse("create", "jobs", 404, "namespaces \"x\" not found");
    assertThat(launch(launcher(), Orders.in(namespace)))
        .isEqualTo(new Refused("404: namespaces \"x\" not found"));
    cluster.traffic().relent();
    cluster.traffic().refuse("create", "jobs", 422, "Job is invalid: spec.template");
    assertThat(launch(launcher(), Orders.in(namespace)))
        .isEqualTo(new Refused("422: Job is invalid: spec.template"));
    assertThat(launch(launcher(), Orders.in("elsewhere")))
        .isEqualTo(new Refused("namespace: elsewhere (expected: one of " + namespace + ")"));
  }

  @Test
  void somebodyElsesJobOfTheSameNameIsNotTaken() {
    JobOrder order = Orders.in(namespace);
    Job foreign =
        new JobBuilder()
            .withNewMetadata()
            .withName(order.name().value())
            .withNamespace(namespace)
            .endMetadata()
            .build();
    var _ = cluster.client().batch().v1().jobs().resource(foreign).create();
    assertThat(launch(launcher(), order))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("is not Headgate's"));
  }

  @Test
  void aJobThatAnotherCreatedAMomentAgoIsItsOwn() {
    JobOrder order = Orders.in(namespace);
    KubernetesJobLauncher launcher = launcher();
    assertThat(launch(launcher, order)).isInstanceOf(Started.class);
    cluster.traffic().refuse("get", "jobs", 404, "jobs.batch not found", 1);
    long created = cluster.traffic().count("create", "jobs");
    assertThat(launch(launcher, order)).isInstanceOf(Started.class);
    assertThat(cluster.traffic().count("create", "jobs")).isEqualTo(created + 1);
    assertThat(controller.jobs(namespace)).hasSize(1);
  }

  @Test
  void whatPassesSoonIsBorneWith() {
    KubernetesJobLauncher launcher = launcher();
    for (int code : new int[] {429, 500, 503}) {
      cluster.traffic().refuse("create", "jobs", code, "not now", 1);
      assertThat(launch(launcher, Orders.in(namespace))).isInstanceOf(Started.class);
    }
    assertThat(calls.failures()).isZero();
    assertThat(controller.jobs(namespace)).hasSize(3);
  }

  @Test
  void aServerThatKeepsFailingCountsAgainstIt() {
    KubernetesJobLauncher launcher = launcher();
    JobOrder order = Orders.in(namespace);
    cluster.traffic().refuse("create", "jobs", 429, "too many requests");
    assertThatExceptionOfType(StorageUnavailable.class)
        .isThrownBy(() -> launch(launcher, order))
        .withMessageContaining("kubernetes: 429: too many requests");
    cluster.traffic().relent();
    cluster.traffic().refuse("create", "jobs", 500, "etcd is away");
    assertThatExceptionOfType(OutcomeUnknown.class)
        .isThrownBy(() -> launch(launcher, order))
        .withMessageContaining("etcd is away");
    cluster.traffic().relent();
    cluster.traffic().refuse("get", "jobs", 401, "Unauthorized");
    assertThatExceptionOfType(StorageUnavailable.class).isThrownBy(() -> launch(launcher, order));
    assertThat(calls.failures()).isEqualTo(3);
    cluster.traffic().relent();
    assertThat(launch(launcher, order)).isInstanceOf(Started.class);
    assertThat(controller.jobs(namespace)).hasSize(1);
  }

  @Test
  void aLaunchWhoseAnswerWasLostMakesOneJobInTheEnd() throws Exception {
    FaultProxy proxy = kept(cluster.proxy());
    KubernetesJobLauncher first = launcher(proxy);
    KubernetesJobLauncher second = launcher();
    JobOrder order = Orders.in(namespace);
    CountDownLatch lost = proxy.loseReplyTo("activeDeadlineSeconds", true);
    try {
      assertThat(launch(first, order)).isInstanceOf(Started.class);
    } catch (OutcomeUnknown unheard) {
      assertThat(unheard.store()).isEqualTo("kubernetes");
    }
    assertThat(lost.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(launch(second, order)).isInstanceOf(Started.class);
    assertThat(controller.jobs(namespace)).hasSize(1);
  }

  @Test
  void aServerThatFallsSilentIsGivenUpInTime() {
    FaultProxy proxy = kept(cluster.proxy());
    KubernetesJobLauncher launcher = launcher(proxy);
    JobOrder order = Orders.in(namespace);
    proxy.freeze();
    assertThatExceptionOfType(StorageFailure.class).isThrownBy(() -> launch(launcher, order));
    proxy.thaw();
    JobLauncherContract.await(
        "the server is heard again",
        () -> {
          try {
            return launch(launcher, order) instanceof Started;
          } catch (StorageFailure still) {
            return false;
          }
        });
    assertThat(controller.jobs(namespace)).hasSize(1);
  }

  @Test
  void aWatchThatWasCutOffIsTakenUpAgain() {
    FaultProxy proxy = kept(cluster.proxy());
    KubernetesJobLauncher launcher = launcher(proxy);
    JobOrder order = Orders.in(namespace);
    cluster.awaitHearing(launcher, namespace);
    assertThat(launch(launcher, order)).isInstanceOf(Started.class);
    JobLauncherContract.await("it is heard of", () -> launcher.jobs().size() == 1);
    proxy.down();
    JobLauncherContract.await("it knows that it is cut off", () -> !launcher.current());
    assertThat(launcher.active()).isEqualTo(Map.of(namespace, 1));
    proxy.up();
    cluster.awaitHearing(launcher, namespace);
    controller.begin(namespace, order.name());
    controller.end(namespace, order.name(), true);
    JobLauncherContract.await(
        "it hears again", () -> launcher.jobs().stream().anyMatch(is(order, JobState.SUCCEEDED)));
    assertThat(launcher.active()).isEmpty();
  }

  @Test
  void aClusterThatIsAwayAtTheStartIsWaitedFor() {
    FaultProxy proxy = kept(cluster.proxy());
    proxy.down();
    KubernetesJobLauncher launcher = launcher(proxy);
    assertThat(launcher.current()).isFalse();
    assertThatExceptionOfType(StorageUnavailable.class)
        .isThrownBy(() -> launch(launcher, Orders.in(namespace)));
    proxy.up();
    JobLauncherContract.await("it has looked around", launcher::current);
  }

  @Test
  void aRefusalOfItsPodsIsToldOnTheJob() {
    KubernetesJobLauncher launcher = launcher();
    cluster.awaitHearing(launcher, namespace);
    JobOrder order = Orders.in(namespace);
    BlockingQueue<JobStatus> heard = new LinkedBlockingQueue<>();
    Runnable deaf = launcher.listen(heard::add);
    assertThat(launch(launcher, order)).isInstanceOf(Started.class);
    JobLauncherContract.await("it is heard of", () -> launcher.jobs().size() == 1);
    JobLauncherContract.await("it listens to events", launcher::hearsRefusals);
    String why = "Error creating: pods \"x-\" is forbidden: exceeded quota: pods, used: pods=4";
    JobLauncherContract.await(
        "it is told",
        () -> {
          // As the cluster, which tries again and says so each time.
          controller.refusePods(namespace, order.name(), why);
          return heard.stream().anyMatch(job -> ("FailedCreate: " + why).equals(job.reason()));
        });
    assertThat(launcher.status(namespace, order.name(), Instant.now()))
        .hasValueSatisfying(job -> {
          assertThat(job.state()).isEqualTo(JobState.PENDING);
          assertThat(job.reason()).isEqualTo("FailedCreate: " + why);
        });
    controller.schedule(namespace, order.name());
    JobLauncherContract.await(
        "the pod is there after all",
        () -> launcher.jobs().stream().allMatch(job -> job.reason() == null));
    assertThat(launcher.status(namespace, order.name(), Instant.now()))
        .hasValueSatisfying(job -> assertThat(job.state()).isEqualTo(JobState.PENDING));
    deaf.run();
  }

  @Test
  void jobsThatItMayNotWatchKeepItFromKnowing() {
    cluster.traffic().refuse("list", "jobs", 403, "jobs.batch is forbidden: cannot list");
    KubernetesJobLauncher launcher = launcher();
    assertThat(launch(launcher, Orders.in(namespace))).isInstanceOf(Started.class);
    assertThat(launcher.current()).isFalse();
    cluster.traffic().relent();
    JobLauncherContract.await("it may after all", launcher::current);
    assertThat(launcher.jobs()).hasSize(1);
  }
}
