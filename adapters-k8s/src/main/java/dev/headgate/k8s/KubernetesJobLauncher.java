package dev.headgate.k8s;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.job.Launch.Refused;
import dev.headgate.core.job.Launch.Started;
import dev.headgate.core.job.Launch.Waiting;
import dev.headgate.core.storage.StoreCalls;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ScalableResource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Jobs of Kubernetes. A launch asks whether the job is there, looks at what its namespace allows
 * (at most every two seconds) and creates it: one to four round trips.
 *
 * <p>A namespace without room is a wait, not a failure; what else the API server forbids is refused
 * with its words, which name the missing permission. Answers that speak of the server (429, 5xx,
 * none) are {@link dev.headgate.core.storage.StorageFailure}s.
 *
 * <p>Thread-safe. To be closed.
 */
public final class KubernetesJobLauncher implements JobLauncher, AutoCloseable {
  /** The cluster's name in metrics and health. */
  public static final String SERVICE = "kubernetes";

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final Duration REMOVAL = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final KubernetesSettings settings;
  private final ApiCalls calls;
  private final JobMaker maker;
  private final NamespaceLook look;
  private final Owner owner;
  private final JobBook book = new JobBook();
  private final JobWatch watch;

  /**
   * A launcher that does not watch its jobs yet.
   *
   * @param client the way to the cluster; closed with this
   * @param server guards calls to the API server
   * @param clock tells when something was noticed that bears no time
   */
  public KubernetesJobLauncher(
      KubernetesClient client,
      KubernetesSettings settings,
      StoreCalls server,
      InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.calls = new ApiCalls(server);
    this.maker = new JobMaker(settings);
    this.look = new NamespaceLook(client, calls);
    this.owner = new Owner(client, calls, settings.owner());
    this.watch = new JobWatch(client, settings, book, clock);
  }

  /** Begins to watch; returns at once, whether or not the cluster answers. */
  public void start() {
    watch.start();
  }

  /**
   * Asks the API server something that everybody may ask.
   *
   * @throws dev.headgate.core.storage.StorageFailure when it does not answer
   */
  public void ping() {
    var _ = new ApiCalls(StoreCalls.UNGUARDED).read(client::getKubernetesVersion);
  }

  @Override
  public Launch launch(JobOrder order, Instant now) {
    if (!now.isBefore(order.deadline())) {
      return new Refused("deadline: %s has passed".formatted(order.deadline()));
    }
    if (!settings.namespaces().contains(order.namespace())) {
      return new Refused(
          "namespace: %s (expected: one of %s)"
              .formatted(
                  order.namespace(),
                  String.join(", ", settings.namespaces().stream().sorted().toList())));
    }
    JobManifest manifest = settings.templates().get(order.template());
    if (manifest == null) {
      return new Refused(
          "template: %s (expected: one of %s)"
              .formatted(order.template(), String.join(", ", settings.templateNames())));
    }
    return switch (find(order.namespace(), order.name())) {
      case ApiAnswer.Done<Job> done ->
          done.value().isPresent()
              ? found(done.value().get(), order, now)
              : create(manifest, order, now);
      case ApiAnswer.Rejected<Job> rejected -> refusal(rejected, now);
    };
  }

  @Override
  public Optional<JobStatus> status(String namespace, JobName name, Instant now) {
    return switch (find(namespace, name)) {
      case ApiAnswer.Done<Job> done -> done.value().flatMap(job -> read(job, now));
      case ApiAnswer.Rejected<Job> rejected -> throw forbidden(rejected);
    };
  }

  @Override
  public boolean cancel(String namespace, JobName name, Instant now) {
    ApiAnswer<List<?>> answer =
        calls.write(() ->
            job(namespace, name).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete());
    return switch (answer) {
      case ApiAnswer.Done<List<?>> done -> done.value().map(gone -> !gone.isEmpty()).orElse(false);
      case ApiAnswer.Rejected<List<?>> rejected -> {
        if (rejected.code() == 404) {
          yield false;
        }
        throw forbidden(rejected);
      }
    };
  }

  @Override
  public List<JobStatus> jobs() {
    return book.all();
  }

  @Override
  public Map<String, Integer> active() {
    return book.active();
  }

  @Override
  public boolean current() {
    return watch.current();
  }

  /** Whether refusals of pods are heard of; where they may not be read they never are. */
  boolean hearsRefusals() {
    return watch.hearsRefusals();
  }

  @Override
  public Runnable listen(Consumer<JobStatus> listener) {
    return book.listen(listener);
  }

  @Override
  public void close() {
    watch.close();
    client.close();
  }

  private Launch create(JobManifest manifest, JobOrder order, Instant now) {
    Job job;
    try {
      job = maker.make(manifest, order, owner.of(order.namespace()), now);
    } catch (IllegalArgumentException unfit) {
      return new Refused("template %s: %s".formatted(order.template(), unfit.getMessage()));
    }
    NamespaceRules rules = look.at(order.namespace(), now);
    Optional<String> never = rules.forbids(job);
    if (never.isPresent()) {
      return new Refused(never.get());
    }
    Optional<String> full = rules.fills(job);
    if (full.isPresent()) {
      return waiting(full.get(), now);
    }
    look.forget(order.namespace());
    return switch (calls.write(() -> client.batch().v1().jobs().resource(job).create())) {
      case ApiAnswer.Done<Job> done -> found(done.value().orElse(job), order, now);
      case ApiAnswer.Rejected<Job> rejected ->
          rejected.code() == 409 ? met(order, now) : refusal(rejected, now);
    };
  }

  /** Somebody created the job meanwhile: this order's, as its name is the task's. */
  private Launch met(JobOrder order, Instant now) {
    return switch (find(order.namespace(), order.name())) {
      case ApiAnswer.Done<Job> done ->
          done.value()
              .map(job -> found(job, order, now))
              .orElseGet(() -> new Waiting("it is being removed", now.plus(REMOVAL)));
      case ApiAnswer.Rejected<Job> rejected -> refusal(rejected, now);
    };
  }

  private Launch found(Job job, JobOrder order, Instant now) {
    if (job.getMetadata().getDeletionTimestamp() != null) {
      return new Waiting("an earlier job of its name is being removed", now.plus(REMOVAL));
    }
    return read(job, now)
        .filter(status -> status.task().equals(order.task()))
        .<Launch>map(Started::new)
        .orElseGet(() ->
            new Refused(
                "job %s in namespace %s is not Headgate's (expected: no job of that name)"
                    .formatted(order.name(), order.namespace())));
  }

  private Optional<JobStatus> read(Job job, Instant now) {
    String refusal = JobReading.waitsForPods(job) ? book.refusal(JobWatch.place(job)) : null;
    return JobReading.read(job, refusal, now);
  }

  private ApiAnswer<Job> find(String namespace, JobName name) {
    return calls.read(() -> job(namespace, name).get());
  }

  private ScalableResource<Job> job(String namespace, JobName name) {
    return client.batch().v1().jobs().inNamespace(namespace).withName(name.value());
  }

  private static Launch refusal(ApiAnswer.Rejected<Job> rejected, Instant now) {
    boolean full = rejected.code() == 403 && rejected.message().contains("exceeded quota");
    return full ? waiting(rejected.message(), now) : new Refused(rejected.message());
  }

  private static IllegalStateException forbidden(ApiAnswer.Rejected<?> rejected) {
    return new IllegalStateException("kubernetes: " + rejected.message());
  }

  /** Not all who wait come back at the same moment. */
  private static Waiting waiting(String reason, Instant now) {
    long wait =
        ThreadLocalRandom.current().nextLong(SHORTEST_WAIT.toMillis(), LONGEST_WAIT.toMillis());
    return new Waiting(reason, now.plusMillis(wait));
  }
}
