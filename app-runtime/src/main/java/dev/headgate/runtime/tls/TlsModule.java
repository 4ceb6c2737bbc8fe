package dev.headgate.runtime.tls;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.TlsFiles;
import dev.headgate.runtime.process.CannotStart;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The TLS of this process's listeners; none where no certificate is named. */
public final class TlsModule extends AbstractModule {
  /** How soon other files are in use. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  @Provides
  @Singleton
  static Optional<ServerTls> tls(Configuration configuration, InstantSource clock) {
    @Nullable TlsFiles files = configuration.server().tls();
    if (files == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ServerTls.of(files.certificate(), files.key(), clock));
    } catch (UnfitIdentity changed) {
      // They did when the configuration was read.
      throw new CannotStart(
          "%s: %s"
              .formatted(
                  changed.ofKey() ? "SERVER_TLS_KEY" : "SERVER_TLS_CERTIFICATE",
                  changed.getMessage()));
    }
  }

  @ProvidesIntoSet
  static Chores chores(Optional<ServerTls> tls) {
    return housekeeping -> tls.ifPresent(it -> housekeeping.every(LOOK, it::refresh));
  }
}
