package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.storage.StoreUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rules that span the settings of stores. */
final class StorageRules {

  private final SettingValues values;
  private final List<Mistake> mistakes = new ArrayList<>();

  private StorageRules(SettingValues values) {
    this.values = values;
  }

  static List<Mistake> broken(SettingValues values) {
    StorageRules rules = new StorageRules(values);
    rules.databaseIsNamed();
    rules.userIsOne(DatabaseSettings.USER, values.find(DatabaseSettings.URL));
    rules.databasePasswordIsOne();
    rules.redisIsNamedOnce();
    rules.readerHasPrimary();
    rules.redisPasswordIsOne();
    rules.nodesAreAlike();
    return rules.mistakes;
  }

  private void databaseIsNamed() {
    if (values.find(DatabaseSettings.URL) != null) {
      return;
    }
    List<String> kept =
        StorageSettings.CHOICES.stream()
            .filter(port -> values.find(port) == StorageSettings.Store.POSTGRES)
            .map(Setting::environmentName)
            .toList();
    if (!kept.isEmpty()) {
      refuse(
          DatabaseSettings.URL,
          "",
          "set while postgres is chosen by " + String.join(", ", kept),
          "set DATABASE_URL, for example to jdbc:postgresql://localhost:5432/headgate");
    }
  }

  private void userIsOne(Setting<String> setting, @Nullable StoreUrl url) {
    String user = values.find(setting);
    if (user != null && url != null && url.user() != null && !user.equals(url.user())) {
      refuse(setting, user, "the user of DATABASE_URL, or not set", "name the user once");
    }
  }

  private void databasePasswordIsOne() {
    Secret password = values.find(DatabaseSettings.PASSWORD);
    StoreUrl url = values.find(DatabaseSettings.URL);
    if (url != null && differ(password, url.password())) {
      refuse(
          DatabaseSettings.PASSWORD,
          Secret.MASK,
          "the password of DATABASE_URL, or not set",
          "give the password once");
    }
  }

  private void redisIsNamedOnce() {
    String primary = values.find(RedisSettings.PRIMARY_ENDPOINT);
    if (primary != null && values.find(RedisSettings.URL) != null) {
      refuse(
          RedisSettings.PRIMARY_ENDPOINT,
          primary,
          "not set beside REDIS_URL",
          "remove one of the two");
    }
  }

  private void readerHasPrimary() {
    String reader = values.find(RedisSettings.READER_ENDPOINT);
    if (reader != null && values.find(RedisSettings.PRIMARY_ENDPOINT) == null) {
      refuse(
          RedisSettings.READER_ENDPOINT,
          reader,
          "set beside PRIMARY_ENDPOINT only",
          "set PRIMARY_ENDPOINT, or remove it");
    }
  }

  private void redisPasswordIsOne() {
    Secret password = values.find(RedisSettings.PASSWORD);
    if (differ(password, values.find(RedisSettings.TOKEN))) {
      refuse(
          RedisSettings.TOKEN, Secret.MASK, "REDIS_PASSWORD, or not set", "give the password once");
    }
    Secret one = password == null ? values.find(RedisSettings.TOKEN) : password;
    if (nodes().stream().anyMatch(node -> differ(one, node.password()))) {
      refuse(
          RedisSettings.PASSWORD,
          Secret.MASK,
          "the password of REDIS_URL, or not set",
          "give the password once");
    }
  }

  private void nodesAreAlike() {
    List<StoreUrl> nodes = nodes();
    if (nodes.size() < 2) {
      return;
    }
    StoreUrl first = nodes.get(0);
    if (!nodes.stream().allMatch(node -> alike(first, node))) {
      refuse(
          RedisSettings.URL,
          nodes.size() + " nodes",
          "the same scheme, user and password in every node of a cluster",
          "write them alike");
    }
    if (nodes.stream().anyMatch(node -> node.number() != 0)) {
      refuse(
          RedisSettings.URL,
          nodes.size() + " nodes",
          "no database's number: a cluster has database 0 only",
          "remove what follows the port");
    }
  }

  private List<StoreUrl> nodes() {
    List<StoreUrl> nodes = values.find(RedisSettings.URL);
    return nodes == null ? List.of() : nodes;
  }

  private static boolean alike(StoreUrl one, StoreUrl other) {
    return one.scheme().equals(other.scheme())
        && Objects.equals(one.user(), other.user())
        && Objects.equals(one.password(), other.password());
  }

  private static boolean differ(@Nullable Secret one, @Nullable Secret other) {
    return one != null && other != null && !one.equals(other);
  }

  private void refuse(Setting<?> setting, String value, String rule, String mend) {
    mistakes.add(new Mistake(setting.key(), value, rule, mend));
  }
}
