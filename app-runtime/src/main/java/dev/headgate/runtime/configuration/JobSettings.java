package dev.headgate.runtime.configuration;

import dev.headgate.core.job.JobName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The jobs that events start.
 *
 * @param launcher who runs them
 * @param maxConcurrent how many may run at once, in all namespaces together; 0: none are begun
 * @param maxPerNamespace how many may run at once in single namespaces
 * @param atCapacity what becomes of a job for which there is no room
 * @param failureBackoff how long after a failed build the same is not built again
 * @param namespace where they run, where their template does not say
 * @param events which template an event of that type starts
 * @param templates what they are made from: those of the file, and the built-in one unless the file
 *     has one of its name
 * @param deadline how long one may run, where its template does not say
 * @param ttl how long one that ended is kept where it ran
 * @param resources what a job's container gets, where its manifest does not say
 * @param serviceAccount as whom they run, where their manifest does not say; null: the namespace's
 *     default
 * @param owner the Deployment that Headgate runs as, with which jobs of its namespace go; null:
 *     none
 * @param kubeconfig how the cluster is reached; null: as a pod of it, else as {@code kubectl} does
 */
public record JobSettings(
    Launcher launcher,
    int maxConcurrent,
    Map<String, Integer> maxPerNamespace,
    AtCapacity atCapacity,
    Duration failureBackoff,
    String namespace,
    Map<String, String> events,
    List<JobTemplate> templates,
    Duration deadline,
    Duration ttl,
    JobResources resources,
    @Nullable String serviceAccount,
    @Nullable String owner,
    @Nullable Path kubeconfig) {

  /** Who runs jobs. */
  public enum Launcher {
    /** This process, by commands of its machine or a stand-in: for development. */
    MEMORY,
    /** A cluster. */
    KUBERNETES
  }

  /** What becomes of a job for which there is no room. */
  public enum AtCapacity {
    /** It is refused. */
    REJECT,
    /** It waits in line. */
    QUEUE
  }

  static final String LABEL_RULE = "lower-case letters, digits and inner hyphens, 1 to 63";

  private static final SettingType<String> LABEL_TYPE =
      SettingType.open(LABEL_RULE, text -> SettingTypes.matching(text, JobName.LABEL.pattern()));
  private static final SettingType<String> QUANTITY =
      SettingType.open(
          "a quantity of Kubernetes such as 250m, 2 or 512Mi",
          text -> SettingTypes.matching(text, "[0-9]{1,15}(\\.[0-9]{1,3})?(m|k|[KMGT]i?)?"));

  /** What the caps are called, for who changes them while the process runs. */
  public static final String MAX_CONCURRENT_KEY = "max-concurrent-jobs";

  /** Likewise. */
  public static final String MAX_PER_NAMESPACE_KEY = "jobs.max-per-namespace";

  /** Likewise. */
  public static final String AT_CAPACITY_KEY = "jobs.at-capacity";

  static final Setting<Launcher> LAUNCHER =
      Setting.of(
          "jobs.launcher",
          SettingTypes.choice(Launcher.class),
          "memory",
          "Who runs jobs: commands on this machine, for development, or a Kubernetes cluster.");
  static final Setting<Integer> MAX_CONCURRENT =
      Setting.of(
              MAX_CONCURRENT_KEY,
              SettingTypes.count(0, 100_000, "a whole number, 0 to 100000"),
              "10",
              "Jobs that may run at once, in all namespaces and for all workers together.")
          .whileRunning();
  static final Setting<Map<String, Integer>> MAX_PER_NAMESPACE =
      Setting.of(
              MAX_PER_NAMESPACE_KEY,
              SettingTypes.CAPS,
              "",
              "Jobs that may run at once in single namespaces, within the number for all. In a file"
                  + " also a map.")
          .whileRunning();
  static final Setting<AtCapacity> AT_CAPACITY =
      Setting.of(
              AT_CAPACITY_KEY,
              SettingTypes.choice(AtCapacity.class),
              "reject",
              "What becomes of a job for which there is no room: refused with 429, or queued.")
          .whileRunning();
  static final Setting<Duration> FAILURE_BACKOFF =
      Setting.of(
              "failure-backoff-period",
              SettingTypes.DURATION_OR_ZERO,
              "5m",
              "How long after a failed build the same is not built again.")
          .whileRunning();
  static final Setting<String> NAMESPACE =
      Setting.of(
          "jobs.namespace",
          LABEL_TYPE,
          "default",
          "Where jobs run, where their template does not say.");
  static final Setting<Map<String, String>> EVENTS =
      Setting.of(
          "jobs.events",
          SettingTypes.TEMPLATES_BY_EVENT,
          "network.notifi.lambda.build.start:build",
          "Which template an event of that type starts. In a file also a map.");
  static final Setting<Duration> DEADLINE =
      Setting.of(
          "jobs.deadline",
          SettingTypes.DURATION,
          "30m",
          "How long a job may run, where its template does not say.");
  static final Setting<Duration> TTL =
      Setting.of(
          "jobs.ttl",
          SettingTypes.DURATION_OR_ZERO,
          "1h",
          "How long a job that ended is kept where it ran, with its log.");
  static final Setting<String> CPU_REQUEST =
      Setting.of(
          "jobs.cpu-request", QUANTITY, "250m", "What a job's container is promised of a CPU.");
  static final Setting<String> CPU_LIMIT =
      Setting.of("jobs.cpu-limit", QUANTITY, "1", "What a job's container may use of a CPU.");
  static final Setting<String> MEMORY_REQUEST =
      Setting.of(
          "jobs.memory-request",
          QUANTITY,
          "256Mi",
          "What a job's container is promised of memory.");
  static final Setting<String> MEMORY_LIMIT =
      Setting.of("jobs.memory-limit", QUANTITY, "1Gi", "What a job's container may use of memory.");
  static final Setting<String> SERVICE_ACCOUNT =
      Setting.without(
          "jobs.service-account",
          LABEL_TYPE,
          "As whom jobs run, where their manifest does not say; by default as their namespace's"
              + " default account.");
  static final Setting<String> OWNER =
      Setting.without(
          "jobs.owner",
          LABEL_TYPE,
          "The Deployment that Headgate runs as: jobs in its namespace are removed with it.");
  static final Setting<Path> KUBECONFIG =
      Setting.without(
          "jobs.kubeconfig",
          SettingType.open("the path of a kubeconfig file", Path::of),
          "How the cluster is reached; by default as a pod of it, else as kubectl does.");

  /** A list in files only: below it stand templates. */
  static final Setting<String> TEMPLATES =
      Setting.without(
          "jobs.templates",
          SettingType.open("a list of templates", text -> text),
          "What jobs are made from: a list, in a file only, of name, namespace, key, manifest or"
              + " image and command, deadline.");

  static final List<Setting<?>> SETTINGS =
      List.of(
          LAUNCHER,
          MAX_CONCURRENT,
          MAX_PER_NAMESPACE,
          AT_CAPACITY,
          FAILURE_BACKOFF,
          NAMESPACE,
          EVENTS,
          DEADLINE,
          TTL,
          CPU_REQUEST,
          CPU_LIMIT,
          MEMORY_REQUEST,
          MEMORY_LIMIT,
          SERVICE_ACCOUNT,
          OWNER,
          KUBECONFIG);

  public static final JobSettings DEFAULTS = from(SettingValues.NONE, List.of());

  public JobSettings {
    maxPerNamespace = Map.copyOf(maxPerNamespace);
    events = Map.copyOf(events);
    templates = List.copyOf(templates);
    Positive.duration("deadline", deadline);
  }

  static JobSettings from(SettingValues values, List<JobTemplate> templates) {
    return new JobSettings(
        values.value(LAUNCHER),
        values.value(MAX_CONCURRENT),
        values.value(MAX_PER_NAMESPACE),
        values.value(AT_CAPACITY),
        values.value(FAILURE_BACKOFF),
        values.value(NAMESPACE),
        values.value(EVENTS),
        withBuiltIn(templates),
        values.value(DEADLINE),
        values.value(TTL),
        new JobResources(
            values.value(CPU_REQUEST),
            values.value(CPU_LIMIT),
            values.value(MEMORY_REQUEST),
            values.value(MEMORY_LIMIT)),
        values.find(SERVICE_ACCOUNT),
        values.find(OWNER),
        values.find(KUBECONFIG));
  }

  /** The template of that name. */
  public Optional<JobTemplate> template(String name) {
    return templates.stream().filter(template -> template.name().equals(name)).findFirst();
  }

  /** The template that an event of that type starts. */
  public Optional<JobTemplate> templateOf(String eventType) {
    return Optional.ofNullable(events.get(eventType)).flatMap(this::template);
  }

  /** Where a template's jobs run. */
  public String namespaceOf(JobTemplate template) {
    String own = template.namespace();
    return own == null ? namespace : own;
  }

  /** How long a template's job may run. */
  public Duration deadlineOf(JobTemplate template) {
    Duration own = template.deadline();
    return own == null ? deadline : own;
  }

  /** Every namespace in which jobs may run. */
  public Set<String> namespaces() {
    Set<String> all = new TreeSet<>(Set.of(namespace));
    templates.forEach(template -> all.add(namespaceOf(template)));
    return all;
  }

  private static List<JobTemplate> withBuiltIn(List<JobTemplate> templates) {
    List<JobTemplate> all = new ArrayList<>(templates);
    if (all.stream().noneMatch(own -> own.name().equals(JobTemplate.BUILD.name()))) {
      all.add(JobTemplate.BUILD);
    }
    return all;
  }
}
