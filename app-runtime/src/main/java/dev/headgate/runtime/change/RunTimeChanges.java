package dev.headgate.runtime.change;

import dev.headgate.core.setting.SettingsSnapshot;
import dev.headgate.core.setting.SharedSetting;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.runtime.configuration.EffectiveConfiguration;
import dev.headgate.runtime.configuration.InvalidConfiguration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.Mistake;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings that operators changed while processes run, spread through the shared settings: in
 * force here at once, in every other process within a poll.
 *
 * <p><b>How long.</b> A persistent change holds for every process until it is changed again. Any
 * other holds for the processes that run when it is made, in each until it restarts; a process that
 * starts later begins with what is configured. Of two changes of a setting the later counts.
 *
 * <p><b>What cannot be read</b> or breaks a rule here, since another version wrote it or another
 * file is configured here, leaves in force what was, and the revision shows it; it is tried again
 * at each look. A store that has lost its memory leaves in force what was as well.
 *
 * <p>Thread-safe.
 */
public final class RunTimeChanges {
  private static final Logger LOG = LoggerFactory.getLogger(RunTimeChanges.class);
  private static final String SETTING = "configuration.changes";
  private static final int TRIES = 5;

  private final LiveConfiguration live;
  private final SharedSettings settings;
  private final boolean shared;
  private Changes changes = Changes.NONE;
  private @Nullable Changes refused;
  private @Nullable Long begun;
  private long version;

  /**
   * Reads what there is; where the store cannot be asked, later.
   *
   * @param shared whether the settings outlive this process
   */
  public RunTimeChanges(LiveConfiguration live, SharedSettings settings, boolean shared) {
    this.live = live;
    this.settings = settings;
    this.shared = shared;
    try {
      refresh();
    } catch (StorageFailure away) {
      LOG.warn("what was changed at run time is not known yet: {}", away.getMessage());
    }
  }

  /** Whether a change can outlive the processes. */
  public boolean shared() {
    return shared;
  }

  /** The revision of all changes that this process knows; what an {@code ETag} shows. */
  public synchronized long revision() {
    return changes.revision();
  }

  /** What was changed of that setting and holds here. */
  public synchronized Optional<ChangedValue> of(String key) {
    return Optional.ofNullable(changes.values().get(key))
        .filter(value -> value.persistent() || begun == null || value.revision() > begun);
  }

  /** What came of a change. */
  public sealed interface Outcome {
    /** It is in force, and spreads. */
    record Done(long revision, List<EffectiveConfiguration.Change> changes) implements Outcome {}

    /** It was made against another revision than there is now. */
    record Outdated(long revision) implements Outcome {}

    /** Others changed something at the same time, again and again. */
    record Contended() implements Outcome {}
  }

  /**
   * Changes settings; all of them or none.
   *
   * @param texts the new texts by key; null takes back what was changed
   * @param persistent whether processes go by it that start later; only with shared settings
   * @param expected the revision that it is made against; null: whichever there is
   * @throws InvalidConfiguration with every mistake that it would make
   * @throws StorageFailure where the store cannot be asked
   */
  public Outcome change(
      Map<String, @Nullable String> texts, boolean persistent, @Nullable Long expected) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SharedSetting stored =
          settings.changedSince(0).orElse(SettingsSnapshot.EMPTY).settings().get(SETTING);
      Changes current = stored == null ? known() : Changes.read(stored.text());
      if (expected != null && expected != current.revision()) {
        return new Outcome.Outdated(current.revision());
      }
      Changes next = current.with(texts, persistent);
      EffectiveConfiguration before = live.effective();
      live.proposed(next.textsSince(beginning(current)));
      long storedAt = stored == null ? 0 : stored.version();
      Optional<SharedSetting> written = settings.write(SETTING, next.written(), storedAt);
      if (written.isPresent()) {
        installed(next, written.get().version());
        return new Outcome.Done(next.revision(), live.effective().since(before));
      }
    }
    return new Outcome.Contended();
  }

  /** Every mistake that this change would make, as far as is known here; nothing is changed. */
  public synchronized List<Mistake> mistakes(Map<String, @Nullable String> texts) {
    try {
      live.proposed(changes.with(texts, false).textsSince(beginning(changes)));
      return List.of();
    } catch (InvalidConfiguration invalid) {
      return invalid.mistakes();
    }
  }

  /** What is known here goes on where the store has forgotten it. */
  private synchronized Changes known() {
    return changes;
  }

  private synchronized long beginning(Changes seen) {
    if (begun == null) {
      begun = seen.revision();
    }
    return begun;
  }

  private synchronized void installed(Changes next, long at) {
    version = at;
    install(next);
  }

  /** Puts in force what other processes changed; to be called about once a second. */
  public void refresh() {
    long known;
    synchronized (this) {
      known = version;
    }
    settings.changedSince(known).ifPresent(snapshot -> take(snapshot, known));
    takeRefused();
  }

  private synchronized void take(SettingsSnapshot snapshot, long known) {
    boolean anew = version == known && snapshot.version() < known;
    if (snapshot.version() < version && !anew) {
      return;
    }
    version = snapshot.version();
    refused = null;
    SharedSetting setting = snapshot.settings().get(SETTING);
    try {
      Changes read = setting == null ? Changes.NONE : Changes.read(setting.text());
      beginning(read);
      if (setting != null && read.revision() != changes.revision()) {
        take(read);
      }
    } catch (IllegalArgumentException unreadable) {
      LOG.error("what was changed at run time is left out here: {}", unreadable.getMessage());
    }
  }

  private void take(Changes read) {
    try {
      install(read)
          .forEach(change -> LOG.info("{}: {}, changed elsewhere", change.key(), change.told()));
    } catch (InvalidConfiguration impossible) {
      refused = read;
      LOG.error("what was changed at run time is left out here: {}", impossible.getMessage());
    }
  }

  /** The file may have been mended since. */
  private synchronized void takeRefused() {
    Changes read = refused;
    if (read == null) {
      return;
    }
    try {
      install(read);
      refused = null;
      LOG.info("what was changed at run time can be had here now");
    } catch (InvalidConfiguration still) {
      LOG.debug("what was changed at run time is still left out: {}", still.getMessage());
    }
  }

  private synchronized List<EffectiveConfiguration.Change> install(Changes next) {
    // A store that has lost its memory counts from the start: what is written there then is new.
    if (next.revision() < changes.revision()) {
      begun = 0L;
    }
    EffectiveConfiguration before = live.effective();
    live.override(next.textsSince(beginning(next)));
    changes = next;
    return live.effective().since(before);
  }
}
