package dev.headgate.runtime.task.request;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.credential.TokenSeal;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.task.TaskRules;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to GitHub as tasks. */
public final class GitHubRequestModule extends AbstractModule {
  private static final String PURPOSE = "credentials of tasks in a shared queue";

  @ProvidesIntoSet
  @Singleton
  static TaskHandler handler(
      Gateway gateway,
      LentRequests lent,
      TaskCredentials credentials,
      BlobStore blobs,
      InstantSource clock) {
    return new GitHubRequestHandler(gateway, lent, credentials, blobs, clock);
  }

  @ProvidesIntoSet
  @Singleton
  static TaskRules rules() {
    return new GitHubRequestRules();
  }

  /**
   * Every process of a shared queue needs the key: the configured one, or one made of the App's.
   * For a queue in memory one that ends with the process does.
   */
  @Provides
  @Singleton
  static TaskCredentials credentials(Configuration configuration) {
    List<Secret> keys = configuration.credentials().keys();
    @Nullable Secret app = configuration.credentials().privateKey();
    if (!keys.isEmpty()) {
      return new TaskCredentials(new TokenSeal(keys));
    }
    if (app != null) {
      return new TaskCredentials(new TokenSeal(List.of(TokenSeal.derive(app, PURPOSE))));
    }
    return configuration.storage().queue() == Store.MEMORY
        ? new TaskCredentials(new TokenSeal(List.of(TokenSeal.passing())))
        : new TaskCredentials(null);
  }
}
