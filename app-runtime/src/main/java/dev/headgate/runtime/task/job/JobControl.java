package dev.headgate.runtime.task.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.job.JobCaps;
import dev.headgate.core.setting.SettingsSnapshot;
import dev.headgate.core.setting.SharedSetting;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.configuration.JobSettings.AtCapacity;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caps in force: those of the configuration until an operator changes them while the system
 * runs. A change goes through the shared settings to every process and is in force there within a
 * poll; one that cannot be read leaves what was in force before, and so does a store that has lost
 * its memory. Thread-safe.
 */
public final class JobControl {
  private static final Logger LOG = LoggerFactory.getLogger(JobControl.class);
  private static final String SETTING = "jobs.caps";
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TRIES = 5;

  private final SharedSettings settings;
  private volatile Limits limits;
  private volatile boolean changed;
  private long version;

  /** Begins with what is configured. */
  public JobControl(JobSettings configured, SharedSettings settings) {
    this.settings = settings;
    this.limits =
        new Limits(
            new JobCaps(configured.maxConcurrent(), configured.maxPerNamespace()),
            configured.atCapacity());
  }

  /**
   * What is in force.
   *
   * @param caps how many jobs may be under way
   * @param atCapacity what becomes of one for which there is no room
   */
  public record Limits(JobCaps caps, AtCapacity atCapacity) {}

  /** What is in force here now. */
  public Limits limits() {
    return limits;
  }

  /** The caps in force here now. */
  public JobCaps caps() {
    return limits.caps();
  }

  /** Whether it was changed while the system runs. */
  public boolean changed() {
    return changed;
  }

  /**
   * Puts these in force, here now and elsewhere within a poll.
   *
   * @throws IllegalStateException if others change them all the time
   */
  public void change(Limits wanted) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SharedSetting current =
          settings.changedSince(0).orElse(SettingsSnapshot.EMPTY).settings().get(SETTING);
      long expected = current == null ? 0 : current.version();
      if (settings.write(SETTING, text(wanted), expected).isPresent()) {
        take(wanted);
        return;
      }
    }
    throw new IllegalStateException("caps: others change them at the same time");
  }

  /** Takes over what was changed elsewhere; one look at the store. */
  public synchronized void refresh() {
    settings
        .changedSince(version)
        .ifPresent(snapshot -> {
          version = snapshot.version();
          SharedSetting setting = snapshot.settings().get(SETTING);
          if (setting != null) {
            read(setting.text()).ifPresent(this::take);
          }
        });
  }

  private void take(Limits wanted) {
    if (!wanted.equals(limits)) {
      LOG.info("the caps on jobs are now {}", wanted);
    }
    limits = wanted;
    changed = true;
  }

  private static String text(Limits limits) {
    ObjectNode json = JSON.createObjectNode();
    json.put("total", limits.caps().total());
    ObjectNode namespaces = json.putObject("namespaces");
    limits.caps().namespaces().forEach(namespaces::put);
    json.put("at_capacity", limits.atCapacity().name().toLowerCase(Locale.ROOT));
    return json.toString();
  }

  private static Optional<Limits> read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      Map<String, Integer> namespaces = new LinkedHashMap<>();
      json.path("namespaces")
          .properties()
          .forEach(entry -> namespaces.put(entry.getKey(), entry.getValue().asInt()));
      return Optional.of(
          new Limits(
              new JobCaps(json.path("total").asInt(-1), namespaces),
              AtCapacity.valueOf(json.path("at_capacity").asText().toUpperCase(Locale.ROOT))));
    } catch (JsonProcessingException | IllegalArgumentException foreign) {
      LOG.error("the changed caps on jobs cannot be read; the former ones stay in force", foreign);
      return Optional.empty();
    }
  }
}
