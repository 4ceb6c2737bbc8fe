package dev.headgate.runtime.configuration;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where state is kept. What names no store of its own is kept in that of {@code STORAGE_TYPE}.
 *
 * @param type the store of everything that names none of its own, such as the audit log
 * @param cache the store of cached responses
 * @param limits the store of token buckets, and of rules changed at run time
 * @param quota the store of the ledger of GitHub's quota
 * @param queue the store of tasks and of the slots they run in
 * @param breakers the store of what the processes tell each other of their circuits
 */
public record StorageSettings(
    Store type, Store cache, Store limits, Store quota, Store queue, Store breakers) {

  /** The stores. */
  public enum Store {
    /** In this process; gone when it ends. */
    MEMORY,
    /** In Redis, shared by all processes. */
    REDIS,
    /** In Postgres, shared by all processes. */
    POSTGRES
  }

  private static final SettingType<Store> STORE =
      SettingTypes.choice(
          "memory (or in-memory) | redis | postgres",
          Map.of(
              "memory", Store.MEMORY,
              "in-memory", Store.MEMORY,
              "redis", Store.REDIS,
              "postgres", Store.POSTGRES));

  static final Setting<Store> TYPE =
      Setting.of(
          "storage.type", STORE, "memory", "Where everything is kept that names no own store.");
  static final Setting<Store> CACHE =
      Setting.without(
          "cache.type", STORE, "Where cached responses are kept; by default as STORAGE_TYPE.");
  static final Setting<Store> LIMITS =
      Setting.without(
          "limit.store",
          STORE,
          "Where inbound limits are counted and changed rules kept; by default as STORAGE_TYPE.");
  static final Setting<Store> QUOTA =
      Setting.without(
          "quota.store",
          STORE,
          "Where the ledger of GitHub's quota is kept; by default as STORAGE_TYPE.");
  static final Setting<Store> QUEUE =
      Setting.without(
          "queue.store",
          STORE,
          "Where tasks and their slots are kept; by default as STORAGE_TYPE.");
  static final Setting<Store> BREAKERS =
      Setting.without(
          "breaker.store",
          STORE,
          "Where processes agree on their circuits; by default as STORAGE_TYPE.");

  /** Those that choose a store. */
  static final List<Setting<Store>> CHOICES = List.of(TYPE, CACHE, LIMITS, QUOTA, QUEUE, BREAKERS);

  static final List<Setting<?>> SETTINGS = List.copyOf(CHOICES);

  public static final StorageSettings DEFAULTS = from(SettingValues.NONE);

  static StorageSettings from(SettingValues values) {
    return new StorageSettings(
        values.value(TYPE),
        store(values, CACHE),
        store(values, LIMITS),
        store(values, QUOTA),
        store(values, QUEUE),
        store(values, BREAKERS));
  }

  /** Whether anything is kept in that store. */
  public boolean uses(Store store) {
    return List.of(type, cache, limits, quota, queue, breakers).contains(store);
  }

  private static Store store(SettingValues values, Setting<Store> port) {
    @Nullable Store own = values.find(port);
    return own == null ? values.value(TYPE) : own;
  }
}
