package dev.headgate.k8s;

import dev.headgate.k8s.JobBook.Place;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of Headgate's jobs in some namespaces, and of the events by which the cluster says that it
 * refuses their pods. What was missed while a watch was away is read again when it is back.
 */
final class JobWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);
  private static final long PAGE = 500;
  private static final String FAILED_CREATE = "FailedCreate";

  private final KubernetesClient client;
  private final KubernetesSettings settings;
  private final JobBook book;
  private final InstantSource clock;
  private final List<SharedIndexInformer<Job>> jobs = new ArrayList<>();
  private final List<SharedIndexInformer<Event>> events = new ArrayList<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  JobWatch(
      KubernetesClient client, KubernetesSettings settings, JobBook book, InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.book = book;
    this.clock = clock;
  }

  /** Begins; returns at once, whether or not the cluster answers. */
  void start() {
    for (String namespace : settings.namespaces()) {
      var ours =
          client
              .batch()
              .v1()
              .jobs()
              .inNamespace(namespace)
              .withLabel(JobLabels.MANAGED_BY, JobLabels.HEADGATE)
              .withLimit(PAGE)
              .runnableInformer(settings.resync().toMillis())
              .itemStore(new SlimJobs());
      jobs.add(started(ours, new Handler<>(this::seen, this::gone), "jobs", namespace));
      var refusals =
          client
              .v1()
              .events()
              .inNamespace(namespace)
              .withField("involvedObject.kind", "Job")
              .withField("reason", FAILED_CREATE)
              .withLimit(PAGE)
              .runnableInformer(0);
      events.add(started(refusals, new Handler<>(this::refused, event -> {}), "events", namespace));
    }
  }

  /** Whether all jobs there are have been heard of, and what changes is heard of. */
  boolean current() {
    return !jobs.isEmpty()
        && jobs.stream().allMatch(informer -> informer.hasSynced() && informer.isWatching());
  }

  /** Whether refusals of pods are heard of. */
  boolean hearsRefusals() {
    return !events.isEmpty() && events.stream().allMatch(SharedIndexInformer::isWatching);
  }

  @Override
  public void close() {
    jobs.forEach(SharedIndexInformer::close);
    events.forEach(SharedIndexInformer::close);
  }

  private <T extends HasMetadata> SharedIndexInformer<T> started(
      SharedIndexInformer<T> informer, Handler<T> handler, String what, String namespace) {
    informer.exceptionHandler((running, failure) -> {
      tell(what, namespace, failure);
      return true;
    });
    informer.addEventHandler(handler);
    informer
        .start()
        .whenComplete((nothing, failure) -> {
          if (failure != null) {
            tell(what, namespace, failure);
          }
        });
    return informer;
  }

  /** Says once what keeps it from hearing: it tries again and again. */
  private void tell(String what, String namespace, Throwable failure) {
    String why =
        failure instanceof KubernetesClientException refused
            ? ApiCalls.message(refused)
            : String.valueOf(failure.getMessage());
    boolean lasting = failure instanceof KubernetesClientException of && of.getCode() == 403;
    if (lasting && told.add(what + " " + namespace)) {
      LOG.warn("the {} of namespace {} cannot be watched: {}", what, namespace, why);
    } else {
      LOG.debug("the {} of namespace {} are not heard of for a while: {}", what, namespace, why);
    }
  }

  private void seen(Job job) {
    Instant now = clock.instant();
    String refusal = JobReading.waitsForPods(job) ? book.refusal(place(job)) : null;
    JobReading.read(job, refusal, now).ifPresent(book::seen);
  }

  private void gone(Job job) {
    book.gone(place(job));
  }

  private void refused(Event event) {
    ObjectReference about = event.getInvolvedObject();
    boolean speaks =
        FAILED_CREATE.equals(event.getReason())
            && about != null
            && "Job".equals(about.getKind())
            && event.getMessage() != null;
    if (speaks) {
      String namespace = event.getMetadata().getNamespace();
      book.refused(
          new Place(namespace, about.getName()), FAILED_CREATE + ": " + event.getMessage());
    }
  }

  static Place place(HasMetadata thing) {
    return new Place(thing.getMetadata().getNamespace(), thing.getMetadata().getName());
  }

  /** What comes and changes is one thing, what goes is another. */
  private record Handler<T>(Consumer<T> seen, Consumer<T> gone) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T thing) {
      seen.accept(thing);
    }

    @Override
    public void onUpdate(T before, T thing) {
      seen.accept(thing);
    }

    @Override
    public void onDelete(T thing, boolean lastStateIsUnknown) {
      gone.accept(thing);
    }
  }
}
