package dev.headgate.k8s;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps of each job what is read of it: a manifest with its managed fields takes many times that.
 */
final class SlimJobs implements ItemStore<Job> {
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();

  @Override
  public String getKey(Job job) {
    return Cache.metaNamespaceKeyFunc(job);
  }

  @Override
  public @Nullable Job put(String key, Job job) {
    return jobs.put(key, slim(job));
  }

  @Override
  public @Nullable Job remove(String key) {
    return jobs.remove(key);
  }

  @Override
  public Stream<String> keySet() {
    return jobs.keySet().stream();
  }

  @Override
  public Stream<Job> values() {
    return jobs.values().stream();
  }

  @Override
  public int size() {
    return jobs.size();
  }

  @Override
  public @Nullable Job get(String key) {
    return jobs.get(key);
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static Job slim(Job job) {
    ObjectMeta metadata = job.getMetadata();
    return new JobBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withAnnotations(metadata.getAnnotations())
                .build())
        .withStatus(job.getStatus())
        .build();
  }
}
