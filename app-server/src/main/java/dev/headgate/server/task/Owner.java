package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.identity.Credential;
import dev.headgate.core.queue.Task;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.access.Visitor;
import dev.headgate.server.pipeline.Exchange;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Whose tasks a request is about.
 *
 * @param name who hands in: {@code key:ci} for the holder of an API key, {@code github:…} with the
 *     credential's fingerprint for the bearer of one of GitHub's, {@code admin}, or {@code
 *     anonymous} where everything is open
 * @param all whether everybody's tasks are his to see
 */
public record Owner(String name, boolean all) {
  private static final String ANONYMOUS = "anonymous";

  /** Who stands behind a request that was admitted. */
  public static Owner of(Exchange exchange, Gatekeeper gate) {
    return switch (exchange.visitor()) {
      case Visitor.Administrator administrator -> new Owner(Visitor.Administrator.NAME, true);
      case Visitor.KeyHolder holder -> new Owner("key:" + holder.name(), false);
      case Visitor.Unknown nobody -> ofCredential(exchange.gitHubCredential(), gate);
      case Visitor.Page elsewhere -> new Owner(ANONYMOUS, false);
      case Visitor.Impostor wrong -> new Owner(ANONYMOUS, false);
      case Visitor.Barred barred -> new Owner(ANONYMOUS, false);
    };
  }

  private static Owner ofCredential(@Nullable String authorization, Gatekeeper gate) {
    return authorization == null
        ? new Owner(ANONYMOUS, gate.open())
        : new Owner("github:" + Credential.of(authorization).fingerprint().hex(), false);
  }

  /** Whether what he hands in can be told from what others do. */
  boolean known(Gatekeeper gate) {
    return !name.equals(ANONYMOUS) || gate.open();
  }

  /** Whether he may know of this task; takes a time that does not tell how alike the names are. */
  boolean sees(Task task) {
    return all || MessageDigest.isEqual(task.caller().getBytes(UTF_8), name.getBytes(UTF_8));
  }

  /** Whose tasks he may list; null for everybody's. */
  @Nullable String listed() {
    return all ? null : name;
  }
}
