package dev.headgate.runtime.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.setting.SettingsSnapshot;
import dev.headgate.core.setting.SharedSetting;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.runtime.change.RunTimeChanges.Outcome;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.EffectiveConfiguration;
import dev.headgate.runtime.configuration.InvalidConfiguration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.storage.memory.setting.MemorySharedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes of one store; the store is this test's. */
class RunTimeChangesTest {
  private static final String KEY = "rate-limit.default";

  @TempDir Path directory;

  private final Store store = new Store();
  private final Member one = new Member(store);
  private final Member other = new Member(store);

  /** A store that can be away, forget everything, and be overtaken. */
  private static final class Store implements SharedSettings {
    private SharedSettings kept = new MemorySharedSettings();
    private boolean away;
    private boolean contended;
    private @Nullable Runnable between;

    @Override
    public Optional<SettingsSnapshot> changedSince(long version) {
      if (away) {
        throw new StorageUnavailable("test", "away", new IOException("away"));
      }
      Optional<SettingsSnapshot> answer = kept.changedSince(version);
      Runnable meanwhile = between;
      between = null;
      if (meanwhile != null) {
        meanwhile.run();
      }
      return answer;
    }

    @Override
    public Optional<SharedSetting> write(String name, String text, long expected) {
      return contended ? Optional.empty() : kept.write(name, text, expected);
    }

    @Override
    public boolean remove(String name) {
      return kept.remove(name);
    }
  }

  private static final class Member {
    private final LiveConfiguration live =
        new LiveConfiguration(ConfigurationLoader.load(Map.of("RATE_LIMIT_DEFAULT", "100"), null));
    private final RunTimeChanges changes;

    Member(SharedSettings settings) {
      changes = new RunTimeChanges(live, settings, true);
    }

    Outcome set(@Nullable String text, boolean persistent) {
      Map<String, @Nullable String> texts = new HashMap<>();
      texts.put(KEY, text);
      return changes.change(texts, persistent, null);
    }

    int limit() {
      return live.now().rateLimit().permits();
    }
  }

  @Test
  void aChangeHoldsHereAtOnceAndElsewhereAfterALook() {
    EffectiveConfiguration before = one.live.effective();
    assertThat(one.set("7", false))
        .isEqualTo(new Outcome.Done(1, one.live.effective().since(before)));
    assertThat(one.limit()).isEqualTo(7);
    assertThat(other.limit()).isEqualTo(100);
    other.changes.refresh();
    assertThat(other.limit()).isEqualTo(7);
    other.set(null, false);
    one.changes.refresh();
    assertThat(one.limit()).isEqualTo(100);
  }

  @Test
  void onlyAPersistentOneHoldsForWhoStartsLater() {
    one.set("7", false);
    assertThat(new Member(store).limit()).isEqualTo(100);
    one.set("8", true);
    assertThat(new Member(store).limit()).isEqualTo(8);
    one.set("9", false);
    assertThat(new Member(store).limit()).as("of two changes the later").isEqualTo(100);
  }

  @Test
  void whoStartedLaterTakesPartInWhatIsChangedFromThenOn() {
    one.set("7", false);
    Member late = new Member(store);
    assertThat(late.changes.of(KEY)).isEmpty();
    one.set("8", false);
    late.changes.refresh();
    assertThat(late.limit()).isEqualTo(8);
    assertThat(late.changes.of(KEY).orElseThrow().persistent()).isFalse();
  }

  @Test
  void anotherRevisionAndAnAlwaysBusyStoreAreTold() {
    one.set("7", false);
    assertThat(other.changes.change(Map.of(KEY, "8"), false, 0L))
        .isEqualTo(new Outcome.Outdated(1));
    store.contended = true;
    assertThat(one.set("9", false)).isInstanceOf(Outcome.Contended.class);
    assertThat(one.limit()).isEqualTo(7);
  }

  @Test
  void aMistakeIsNotStored() {
    assertThatThrownBy(() -> one.set("none", true)).isInstanceOf(InvalidConfiguration.class);
    assertThat(store.kept.changedSince(0).orElseThrow().settings()).isEmpty();
    assertThat(one.changes.revision()).isZero();
  }

  @Test
  void aStoreThatIsAwayOrHasForgottenLeavesInForceWhatWas() {
    one.set("7", true);
    other.changes.refresh();
    store.away = true;
    assertThatThrownBy(() -> one.changes.refresh()).isInstanceOf(StorageUnavailable.class);
    assertThat(new Member(store).limit()).as("not known yet").isEqualTo(100);
    store.away = false;
    store.kept = new MemorySharedSettings();
    one.changes.refresh();
    other.changes.refresh();
    assertThat(one.limit()).isEqualTo(7);
    assertThat(one.changes.change(Map.of("max-retries", "1"), false, null))
        .isInstanceOf(Outcome.Done.class);
    other.changes.refresh();
    assertThat(other.limit()).as("brought back by who knew it").isEqualTo(7);
    assertThat(other.live.now().retry().maxRetries()).isEqualTo(1);
  }

  @Test
  void aLookThatWasOvertakenByAChangeUndoesNothing() {
    one.set("7", false);
    other.changes.refresh();
    store.between = () -> other.set("8", false);
    store.kept.write("another", "x", 0);
    other.changes.refresh();
    assertThat(other.limit()).isEqualTo(8);
    other.changes.refresh();
    assertThat(other.limit()).isEqualTo(8);
  }

  @Test
  void whatItsOwnFileMakesImpossibleIsLeftOutUntilTheFileIsMended() throws IOException {
    Path file = Files.writeString(directory.resolve("a.yaml"), "retry: {max-delay: 500ms}\n");
    LiveConfiguration live = new LiveConfiguration(ConfigurationLoader.load(Map.of(), file));
    RunTimeChanges changes = new RunTimeChanges(live, store, true);
    one.changes.change(Map.of("retry.base-delay", "1s", KEY, "7"), false, null);
    changes.refresh();
    assertThat(live.now().rateLimit().permits()).as("all or nothing").isEqualTo(100);
    assertThat(changes.revision()).isZero();
    Files.writeString(file, "retry: {max-delay: 5s}\n");
    live.reload();
    changes.refresh();
    assertThat(live.now().rateLimit().permits()).isEqualTo(7);
    assertThat(changes.revision()).isEqualTo(1);
  }

  @Test
  void whatAnotherVersionWroteIsLeftOut() {
    store.kept.write("configuration.changes", "no json", 0);
    one.changes.refresh();
    assertThat(one.limit()).isEqualTo(100);
    long version = store.kept.changedSince(0).orElseThrow().version();
    store.kept.write(
        "configuration.changes",
        """
        {"revision": 4, "values": {
          "server.port": {"text": "1", "persistent": true, "revision": 3},
          "of.the.future": {"text": "1", "persistent": true, "revision": 3},
          "rate-limit.default": {"text": "5", "persistent": true, "revision": 4}}}
        """,
        version);
    one.changes.refresh();
    assertThat(one.limit()).isEqualTo(5);
    assertThat(one.live.runTime()).containsOnlyKeys(KEY);
  }
}
