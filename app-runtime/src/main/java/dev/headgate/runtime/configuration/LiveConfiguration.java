package dev.headgate.runtime.configuration;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force while a process runs: what it began with, and over that what was
 * changed at run time or in the file since. Only settings that are {@link Setting#live} ever
 * change; the others keep the values that the process began with.
 *
 * <p>A change is checked as a whole, by the rules of the start, and takes effect as a whole or not
 * at all. Who goes by a figure asks for it at each use ({@link #now}, {@link #derived}) or is told
 * ({@link #follow}).
 *
 * <p>Thread-safe; asking takes no lock.
 */
public final class LiveConfiguration {
  private final ReentrantLock changing = new ReentrantLock();
  private final List<Consumer<Configuration>> followers = new CopyOnWriteArrayList<>();
  private final @Nullable ConfigurationSources began;
  private final AtomicBoolean wished = new AtomicBoolean();
  private volatile State state;

  /** Begins with what was read. */
  public LiveConfiguration(LoadedConfiguration loaded) {
    this.began = loaded.sources();
    this.state = new State(began, Map.of(), loaded, Set.of());
  }

  private LiveConfiguration(Configuration fixed) {
    this.began = null;
    this.state =
        new State(
            null,
            Map.of(),
            new LoadedConfiguration(fixed, new EffectiveConfiguration(List.of()), List.of(), null),
            Set.of());
  }

  /** One that nothing changes: it was put together by hand, not read from anywhere. */
  public static LiveConfiguration fixed(Configuration configuration) {
    return new LiveConfiguration(configuration);
  }

  private record State(
      @Nullable ConfigurationSources sources,
      Map<String, String> runTime,
      LoadedConfiguration loaded,
      Set<String> waiting) {}

  /** What is in force. */
  public Configuration now() {
    return state.loaded().configuration();
  }

  /** Every setting in force with its origin. */
  public EffectiveConfiguration effective() {
    return state.loaded().effective();
  }

  /** The texts that were changed at run time, by key. */
  public Map<String, String> runTime() {
    return state.runTime();
  }

  /** The keys whose new values in the file wait for a restart. */
  public Set<String> waiting() {
    return state.waiting();
  }

  /** The file it is read from; null where there is none. */
  public @Nullable String file() {
    return began == null || began.path() == null ? null : began.path().toString();
  }

  /** A figure made from what is in force, anew only when that has changed. */
  // The same configuration is the same object, and comparing all of it would cost each request.
  @SuppressWarnings("ReferenceEquality")
  public <T> Supplier<T> derived(Function<Configuration, T> figure) {
    AtomicReference<@Nullable Derived<T>> last = new AtomicReference<>();
    return () -> {
      Configuration configuration = now();
      Derived<T> known = last.get();
      if (known == null || known.from() != configuration) {
        known = new Derived<>(configuration, figure.apply(configuration));
        last.set(known);
      }
      return known.figure();
    };
  }

  private record Derived<T>(Configuration from, T figure) {}

  /** Tells of every change from now on, one after the other; the follower does not throw. */
  public void follow(Consumer<Configuration> follower) {
    followers.add(follower);
  }

  /**
   * What would be in force with these texts at run time, in place of those that there are.
   *
   * @throws InvalidConfiguration with every mistake
   * @throws IllegalStateException if this one is fixed
   */
  public EffectiveConfiguration proposed(Map<String, String> runTime) {
    return ConfigurationLoader.load(sources(), runTime).effective();
  }

  /**
   * Puts these texts in force, in place of those that there were at run time.
   *
   * @throws InvalidConfiguration with every mistake; nothing has changed
   * @throws IllegalStateException if this one is fixed
   */
  public void override(Map<String, String> runTime) {
    changing.lock();
    try {
      if (!runTime.equals(state.runTime())) {
        LoadedConfiguration loaded = ConfigurationLoader.load(sources(), runTime);
        install(new State(state.sources(), Map.copyOf(runTime), loaded, state.waiting()));
      }
    } finally {
      changing.unlock();
    }
  }

  /**
   * Reads the file again and puts in force what may change while the process runs.
   *
   * @return what has changed; what now waits for a restart is {@link #waiting}
   * @throws InvalidConfiguration with every mistake of the file; nothing has changed
   * @throws IllegalStateException if this one is fixed
   */
  public List<EffectiveConfiguration.Change> reload() {
    changing.lock();
    try {
      State before = state;
      ConfigurationSources sources = sources();
      ConfigurationFile fresh = ConfigurationFile.read(sources.path());
      // The file as a whole is to be right, since a restart would go by all of it.
      ConfigurationLoader.load(sources.with(fresh), before.runTime());
      ConfigurationFile first = began == null ? fresh : began.file();
      ConfigurationSources mixed = sources.with(first.withLive(fresh));
      LoadedConfiguration loaded = ConfigurationLoader.load(mixed, before.runTime());
      install(new State(mixed, before.runTime(), loaded, first.fixedOnesChangedIn(fresh)));
      return loaded.effective().since(before.loaded().effective());
    } finally {
      changing.unlock();
    }
  }

  /** Wishes that the file be read again, soon and by whoever watches it. */
  public void wishReload() {
    wished.set(true);
  }

  /** Takes the wish, if somebody has it. */
  public boolean takeReloadWish() {
    return wished.getAndSet(false);
  }

  private ConfigurationSources sources() {
    ConfigurationSources sources = state.sources();
    if (sources == null) {
      throw new IllegalStateException("configuration: fixed (expected: one that was read)");
    }
    return sources;
  }

  private void install(State next) {
    state = next;
    followers.forEach(follower -> follower.accept(next.loaded().configuration()));
  }
}
