package dev.headgate.runtime.change;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.runtime.configuration.EffectiveConfiguration;
import dev.headgate.runtime.configuration.InvalidConfiguration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration file again when it has changed and when somebody asks for it. A file that
 * has a mistake changes nothing, and each mistake is logged; what needs a restart is named.
 *
 * <p>A new content is looked at once it stands still from one look to the next: half of a file that
 * is being written is not it.
 */
final class FileWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  private final LiveConfiguration live;
  private final AuditLog audit;
  private final InstantSource clock;
  private Look read = Look.NONE;
  private Look last = Look.NONE;

  /** Watches the file of that configuration, if it has one. */
  FileWatch(LiveConfiguration live, AuditLog audit, InstantSource clock) {
    this.live = live;
    this.audit = audit;
    this.clock = clock;
    this.read = seen();
    this.last = read;
  }

  /** What tells one content from another without reading it. */
  private record Look(@Nullable FileTime modified, long size) {
    static final Look NONE = new Look(null, 0);
  }

  /** Looks whether it is to be read again; to be called about once a second. */
  synchronized void look() {
    if (live.file() == null) {
      return;
    }
    Look now = seen();
    boolean changed = !now.equals(read) && now.equals(last) && !now.equals(Look.NONE);
    last = now;
    if (live.takeReloadWish() || changed) {
      read = now;
      reload();
    }
  }

  private Look seen() {
    @Nullable String file = live.file();
    if (file == null) {
      return Look.NONE;
    }
    try {
      Path path = Path.of(file);
      return new Look(Files.getLastModifiedTime(path), Files.size(path));
    } catch (IOException away) {
      // A file that is being replaced is away for a moment; one that stays away changes nothing.
      return Look.NONE;
    }
  }

  private void reload() {
    String file = String.valueOf(live.file());
    try {
      List<EffectiveConfiguration.Change> changes = live.reload();
      changes.forEach(change -> LOG.info("{}: {}, by {}", change.key(), change.told(), file));
      LOG.info("{} was read again: {} settings changed", file, changes.size());
      if (!live.waiting().isEmpty()) {
        LOG.warn("{}: these need a restart: {}", file, String.join(", ", live.waiting()));
      }
      changes.forEach(change -> entered(change.key(), change.told()));
    } catch (InvalidConfiguration invalid) {
      LOG.error("{} is not used, everything stays as it was:", file);
      for (Mistake mistake : invalid.mistakes()) {
        LOG.error("{}: {}", file, mistake);
      }
      entered(file, "refused: %d mistakes".formatted(invalid.mistakes().size()));
    }
  }

  private void entered(String subject, String outcome) {
    audit.append(new AuditEvent(clock.instant(), "file", "config.reloaded", subject, outcome, ""));
  }
}
