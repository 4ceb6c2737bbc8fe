package dev.headgate.runtime.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Hands each handshake the identity of the moment. One that has begun ends with the identity it
 * began with, however often another is shown meanwhile, as long as that is but one. Thread-safe.
 */
final class ShownIdentity extends X509ExtendedKeyManager {
  private final AtomicReference<Shown> shown;

  ShownIdentity(ServerIdentity first) {
    this.shown = new AtomicReference<>(new Shown(0, first, null));
  }

  /** Shows this one from now on. */
  void show(ServerIdentity next) {
    shown.updateAndGet(now -> new Shown(now.turn + 1, next, now.identity));
  }

  ServerIdentity identity() {
    return shown.get().identity;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    Shown now = shown.get();
    return now.identity.key().getAlgorithm().equals(keyType) ? Long.toString(now.turn) : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    ServerIdentity identity = shown.get().of(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    ServerIdentity identity = shown.get().of(alias);
    return identity == null ? null : identity.key();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = chooseEngineServerAlias(keyType, issuers, null);
    return alias == null ? new String[0] : List.of(alias).toArray(String[]::new);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[0];
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private record Shown(long turn, ServerIdentity identity, @Nullable ServerIdentity before) {
    @Nullable ServerIdentity of(String alias) {
      long asked = Long.parseLong(alias);
      return asked == turn ? identity : asked == turn - 1 ? before : null;
    }
  }
}
