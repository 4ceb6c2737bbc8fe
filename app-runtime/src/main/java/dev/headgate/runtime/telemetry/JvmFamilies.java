package dev.headgate.runtime.telemetry;

import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmCompilationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryPoolAllocationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The JVM's and the process's metrics, registered at the first look rather than at the start, which
 * they would slow down. Native memory tracking is left out: it is off in nearly every JVM, and
 * asking for it starts JMX, at more than the cost of all the others.
 */
final class JvmFamilies {
  private final PrometheusRegistry registry;
  private final ReentrantLock registering = new ReentrantLock();
  private boolean registered;

  JvmFamilies(PrometheusRegistry registry) {
    this.registry = registry;
  }

  void ready() {
    registering.lock();
    try {
      if (!registered) {
        register();
        registered = true;
      }
    } finally {
      registering.unlock();
    }
  }

  private void register() {
    JvmThreadsMetrics.builder().register(registry);
    JvmBufferPoolMetrics.builder().register(registry);
    JvmClassLoadingMetrics.builder().register(registry);
    JvmCompilationMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmMemoryPoolAllocationMetrics.builder().register(registry);
    JvmMemoryMetrics.builder().register(registry);
    JvmRuntimeInfoMetric.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }
}
