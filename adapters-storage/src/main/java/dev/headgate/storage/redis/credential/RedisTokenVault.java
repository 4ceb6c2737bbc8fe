package dev.headgate.storage.redis.credential;

import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.SealedToken;
import dev.headgate.core.credential.TokenVault;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Sealed tokens in Redis: a hash for each, which expires with its token, and for each app a set of
 * its installations. All keys of one app lie in one slot. The server's clock decides.
 *
 * <p>Thread-safe. Each call is one script.
 */
public final class RedisTokenVault implements TokenVault {
  private static final RedisScript FIND = RedisScript.load(RedisTokenVault.class, "find.lua");
  private static final RedisScript PUT = RedisScript.load(RedisTokenVault.class, "put.lua");
  private static final RedisScript REMOVE = RedisScript.load(RedisTokenVault.class, "remove.lua");
  private static final RedisScript RETAIN = RedisScript.load(RedisTokenVault.class, "retain.lua");

  private final RedisConnection connection;

  /** The tokens in this Redis. */
  public RedisTokenVault(RedisConnection connection) {
    this.connection = connection;
  }

  @Override
  public Optional<SealedToken> find(Installation installation, Instant now) {
    RedisReply reply = FIND.ask(connection, keys(installation));
    return reply.size() == 0
        ? Optional.empty()
        : Optional.of(
            new SealedToken(
                reply.text(0),
                Instant.ofEpochMilli(reply.number(1)),
                Instant.ofEpochMilli(reply.number(2))));
  }

  @Override
  public boolean putIfNewer(Installation installation, SealedToken token, Instant now) {
    return PUT.run(
                connection,
                keys(installation),
                installation.id(),
                token.text(),
                token.issuedAt().toEpochMilli(),
                token.expiresAt().toEpochMilli())
            .number(0)
        == 1;
  }

  @Override
  public boolean remove(Installation installation, SealedToken token) {
    return REMOVE.run(connection, keys(installation), installation.id(), token.text()).number(0)
        == 1;
  }

  @Override
  public void remove(Installation installation) {
    REMOVE.run(connection, keys(installation), installation.id());
  }

  @Override
  public int retain(Installation any, Set<Long> ids) {
    String prefix = prefix(any);
    Object[] arguments = Stream.concat(Stream.of(prefix), ids.stream()).toArray();
    return Math.toIntExact(
        RETAIN.run(connection, List.of(prefix + "installations"), arguments).number(0));
  }

  /** The token, and the set of the app's installations. */
  private List<String> keys(Installation installation) {
    String prefix = prefix(installation);
    return List.of(prefix + installation.id(), prefix + "installations");
  }

  /** A fingerprint keeps braces of a host's or an app's name out of the hash tag. */
  private String prefix(Installation installation) {
    String app = Fingerprint.of("app", installation.host() + "/" + installation.app()).hex();
    return connection.key("{credential:" + app + "}:");
  }
}
