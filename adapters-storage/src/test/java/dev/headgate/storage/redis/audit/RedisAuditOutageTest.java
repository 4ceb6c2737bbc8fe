package dev.headgate.storage.redis.audit;

import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.SharedAuditOutageContract;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class RedisAuditOutageTest implements SharedAuditOutageContract {
  private final OwnRedis redis = RealRedis.durable();
  private final FaultProxy proxy = FaultProxy.to(redis.port());
  private final RedisConnection direct = new RedisConnection(redis.settings());
  private final RedisConnection proxied =
      new RedisConnection(
          RedisSettings.of(List.of(URI.create("redis://127.0.0.1:" + proxy.port()))));

  @AfterEach
  void close() {
    proxied.close();
    direct.close();
    proxy.close();
    redis.close();
  }

  @Override
  public AuditStore store() {
    return new RedisAuditStore(direct);
  }

  @Override
  public AuditStore throughProxy() {
    return new RedisAuditStore(proxied);
  }

  @Override
  public FaultProxy proxy() {
    return proxy;
  }

  @Override
  public void crash() {
    redis.kill();
    redis.restart();
  }
}
