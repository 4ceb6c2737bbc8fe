package dev.headgate.storage.redis.setting;

import dev.headgate.core.setting.SettingsSnapshot;
import dev.headgate.core.setting.SharedSetting;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings in Redis: a hash of texts, a hash of their versions, and a counter. Redis that loses its
 * content loses them, and counts from the start; whoever asks with a version from before is told
 * everything there is.
 *
 * <p>Thread-safe. Each call is one script.
 */
public final class RedisSharedSettings implements SharedSettings {
  private static final RedisScript CHANGED_SINCE =
      RedisScript.load(RedisSharedSettings.class, "changed_since.lua");
  private static final RedisScript WRITE = RedisScript.load(RedisSharedSettings.class, "write.lua");
  private static final RedisScript REMOVE =
      RedisScript.load(RedisSharedSettings.class, "remove.lua");

  private final RedisConnection connection;
  private final List<String> keys;

  /** The settings of this Redis. */
  public RedisSharedSettings(RedisConnection connection) {
    this.connection = connection;
    this.keys =
        List.of(
            connection.key("{settings}:texts"),
            connection.key("{settings}:versions"),
            connection.key("{settings}:version"));
  }

  @Override
  public Optional<SettingsSnapshot> changedSince(long version) {
    RedisReply reply = CHANGED_SINCE.ask(connection, keys, version);
    if (reply.size() == 0) {
      return Optional.empty();
    }
    Map<String, SharedSetting> settings = new HashMap<>();
    for (int i = 1; i < reply.size(); i += 3) {
      String name = reply.text(i);
      settings.put(name, new SharedSetting(name, reply.text(i + 1), reply.number(i + 2)));
    }
    return Optional.of(new SettingsSnapshot(reply.number(0), settings));
  }

  @Override
  public Optional<SharedSetting> write(String name, String text, long expected) {
    SharedSetting wanted = new SharedSetting(name, text, 1);
    RedisReply reply = WRITE.run(connection, keys, wanted.name(), wanted.text(), expected);
    return reply.size() == 0
        ? Optional.empty()
        : Optional.of(new SharedSetting(name, text, reply.number(0)));
  }

  @Override
  public boolean remove(String name) {
    return REMOVE.run(connection, keys, name).number(0) == 1;
  }
}
