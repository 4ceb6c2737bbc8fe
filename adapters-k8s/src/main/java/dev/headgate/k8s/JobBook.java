package dev.headgate.k8s;

import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this process has heard of its jobs. Thread-safe; reading it never waits for a writer. */
final class JobBook {
  /** Events outlive nothing here: those of jobs that nobody knows make room for newer ones. */
  private static final int MOST_REFUSALS = 10_000;

  private final Map<Place, JobStatus> jobs = new ConcurrentHashMap<>();
  private final Map<Object, Consumer<JobStatus>> listeners = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Place, String> refusals =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
          return size() > MOST_REFUSALS;
        }
      };

  /** Where a job is found. */
  record Place(String namespace, String name) {}

  /** A job stands so. */
  void seen(JobStatus status) {
    Place place = new Place(status.namespace(), status.name().value());
    JobStatus before = jobs.put(place, status);
    if (!status.equals(before)) {
      tell(status);
    }
  }

  /** A job is not there any more. */
  void gone(Place place) {
    writing.lock();
    try {
      refusals.remove(place);
    } finally {
      writing.unlock();
    }
    JobStatus last = jobs.remove(place);
    if (last != null) {
      tell(with(last, JobState.GONE, last.reason()));
    }
  }

  /** The cluster refuses a job's pods for that reason. */
  void refused(Place place, String reason) {
    writing.lock();
    try {
      if (Objects.equals(refusals.put(place, reason), reason)) {
        return;
      }
    } finally {
      writing.unlock();
    }
    JobStatus known = jobs.get(place);
    if (known != null && known.state() == JobState.PENDING) {
      seen(with(known, JobState.PENDING, reason));
    }
  }

  /** Why the cluster refuses a job's pods, as far as it said so. */
  @Nullable String refusal(Place place) {
    writing.lock();
    try {
      return refusals.get(place);
    } finally {
      writing.unlock();
    }
  }

  List<JobStatus> all() {
    return List.copyOf(jobs.values());
  }

  Map<String, Integer> active() {
    Map<String, Integer> active = new HashMap<>();
    for (JobStatus job : jobs.values()) {
      if (!job.state().ended()) {
        active.merge(job.namespace(), 1, Integer::sum);
      }
    }
    return active;
  }

  Runnable listen(Consumer<JobStatus> listener) {
    // Its own identity, so that one consumer may listen twice and end once.
    Object own = new Object();
    listeners.put(own, listener);
    return () -> listeners.remove(own);
  }

  private void tell(JobStatus status) {
    listeners.values().forEach(listener -> listener.accept(status));
  }

  private static JobStatus with(JobStatus job, JobState state, @Nullable String reason) {
    return new JobStatus(
        job.name(),
        job.namespace(),
        job.task(),
        job.template(),
        job.key(),
        state,
        job.started(),
        job.ended(),
        reason);
  }
}
