package dev.headgate.core.setting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.Race;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link SharedSettings} does. The store may be shared: tests keep apart by name. */
public interface SharedSettingsContract {

  /** The store under test. */
  SharedSettings sharedSettings();

  /** A name nobody else uses. */
  private static String fresh() {
    return "test." + UUID.randomUUID();
  }

  private SettingsSnapshot all() {
    return sharedSettings().changedSince(0).orElseThrow();
  }

  private SharedSetting written(String name, String text, long expected) {
    return sharedSettings().write(name, text, expected).orElseThrow();
  }

  @Test
  default void everythingCanBeAskedForEvenWhereThereIsNothing() {
    assertThat(all().version()).isNotNegative();
    assertThat(all().settings()).doesNotContainKey(fresh());
  }

  @Test
  default void givesBackWhatWasWritten() {
    String name = fresh();
    SharedSetting setting = written(name, "a: [1, 2]\n\u001b[31m\"'\\ é 漢 😀", 0);
    assertThat(setting.name()).isEqualTo(name);
    assertThat(setting.text()).isEqualTo("a: [1, 2]\n\u001b[31m\"'\\ é 漢 😀");
    assertThat(all().settings()).containsEntry(name, setting);
    assertThat(all().version()).isGreaterThanOrEqualTo(setting.version());
  }

  @Test
  default void keepsEmptyAndLongTexts() {
    String name = fresh();
    SharedSetting empty = written(name, "", 0);
    assertThat(all().settings()).containsEntry(name, empty);
    SharedSetting longest = written(name, "é".repeat(SharedSetting.LONGEST_TEXT), empty.version());
    assertThat(all().settings()).containsEntry(name, longest);
    assertThat(sharedSettings().remove(name)).isTrue();
  }

  @Test
  default void aChangeMadeAgainstTheLatestVersionReplacesIt() {
    String name = fresh();
    SharedSetting first = written(name, "first", 0);
    SharedSetting second = written(name, "second", first.version());
    assertThat(second.version()).isGreaterThan(first.version());
    assertThat(all().settings()).containsEntry(name, second);
  }

  @Test
  default void aChangeMadeAgainstAnyOtherVersionIsRefusedAndChangesNothing() {
    String name = fresh();
    assertThat(sharedSettings().write(name, "never", 7)).isEmpty();
    assertThat(all().settings()).doesNotContainKey(name);
    SharedSetting first = written(name, "first", 0);
    SharedSetting second = written(name, "second", first.version());
    long version = all().version();
    assertThat(sharedSettings().write(name, "late", first.version())).isEmpty();
    assertThat(sharedSettings().write(name, "new", 0)).isEmpty();
    assertThat(all().settings()).containsEntry(name, second);
    assertThat(sharedSettings().changedSince(version)).isEmpty();
  }

  @Test
  default void whoKnowsTheLatestIsToldNothing() {
    String name = fresh();
    written(name, "first", 0);
    long version = all().version();
    assertThat(sharedSettings().changedSince(version)).isEmpty();
    SharedSetting other = written(fresh(), "other", 0);
    SettingsSnapshot changed = sharedSettings().changedSince(version).orElseThrow();
    assertThat(changed.version()).isGreaterThan(version);
    assertThat(changed.settings()).containsKey(name).containsEntry(other.name(), other);
  }

  @Test
  default void whoKnowsAVersionThatNeverWasIsToldEverything() {
    written(fresh(), "any", 0);
    assertThat(sharedSettings().changedSince(all().version() + 1_000)).contains(all());
  }

  @Test
  default void aRemovalIsAChangeToo() {
    String name = fresh();
    SharedSetting setting = written(name, "gone", 0);
    long version = all().version();
    assertThat(sharedSettings().remove(name)).isTrue();
    Optional<SettingsSnapshot> changed = sharedSettings().changedSince(version);
    assertThat(changed.orElseThrow().settings()).doesNotContainKey(name);
    assertThat(sharedSettings().write(name, "late", setting.version())).isEmpty();
    assertThat(sharedSettings().write(name, "new", 0)).isPresent();
  }

  @Test
  default void removingWhatIsNotThereChangesNothing() {
    written(fresh(), "any", 0);
    long version = all().version();
    assertThat(sharedSettings().remove(fresh())).isFalse();
    assertThat(sharedSettings().changedSince(version)).isEmpty();
  }

  @Test
  default void aSettingThatWasRemovedAndWrittenAgainHasANewVersion() {
    String name = fresh();
    SharedSetting first = written(name, "first", 0);
    sharedSettings().remove(name);
    assertThat(written(name, "first", 0).version()).isGreaterThan(first.version());
  }

  @Test
  default void ofManyWhoChangeTheSameVersionAtOnceOneSucceeds() {
    String name = fresh();
    long version = written(name, "start", 0).version();
    List<Optional<SharedSetting>> results =
        Race.of(16, runner -> sharedSettings().write(name, "by " + runner, version));
    List<SharedSetting> winners = results.stream().flatMap(Optional::stream).toList();
    assertThat(winners).hasSize(1);
    assertThat(all().settings()).containsEntry(name, winners.get(0));
  }

  @Test
  default void ofManyWhoCreateItAtOnceOneSucceeds() {
    String name = fresh();
    List<Optional<SharedSetting>> results =
        Race.of(16, runner -> sharedSettings().write(name, "by " + runner, 0));
    assertThat(results.stream().flatMap(Optional::stream)).hasSize(1);
  }

  @Test
  default void whoPollsWhileOthersWriteMissesNothing() {
    List<String> names =
        Race.of(
            8,
            runner -> {
              String name = fresh();
              long version = 0;
              for (int i = 0; i < 20; i++) {
                version = written(name, Integer.toString(i), version).version();
                // A version that was seen is never followed by an older state.
                assertThat(all().version()).isGreaterThanOrEqualTo(version);
              }
              return name;
            });
    Map<String, SharedSetting> end = all().settings();
    for (String name : names) {
      assertThat(end.get(name)).isNotNull().extracting(SharedSetting::text).isEqualTo("19");
    }
  }

  @Test
  default void refusesNamesAndTextsOutOfBounds() {
    String name = fresh();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sharedSettings().write(" ", "text", 0))
        .withMessageContaining("name");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sharedSettings().write("n".repeat(201), "text", 0))
        .withMessageContaining("name");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> sharedSettings().write(name, "x".repeat(SharedSetting.LONGEST_TEXT + 1), 0))
        .withMessageContaining("text: 1048577 characters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sharedSettings().write(name, "a\0b", 0))
        .withMessageContaining("NUL");
    assertThat(all().settings()).doesNotContainKey(name);
  }
}
