package dev.headgate.core.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.identity.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link TokenVault} does. The store may be shared: tests keep apart by app. */
public interface TokenVaultContract {
  /** About now, since a shared store reads its own clock. */
  Instant NOW = Instant.now();

  /** The vault under test. */
  TokenVault vault();

  /** An installation of an app nobody else has. */
  static Installation fresh() {
    return new Installation("github.test", "app-" + UUID.randomUUID(), 7);
  }

  /** A token of this age, for an hour from its birth. */
  static SealedToken aged(Duration age, String text) {
    Instant issued = NOW.minus(age);
    return new SealedToken(text, issued, issued.plus(Duration.ofHours(1)));
  }

  @Test
  default void givesBackWhatWasPut() {
    Installation installation = fresh();
    SealedToken token = aged(Duration.ofMinutes(1), "v1.key.nonce." + "x".repeat(4000));

    assertThat(vault().find(installation, NOW)).isEmpty();
    assertThat(vault().putIfNewer(installation, token, NOW)).isTrue();
    assertThat(vault().find(installation, NOW)).contains(token);
  }

  @Test
  default void theNewerStaysWhicheverCameFirst() {
    Installation installation = fresh();
    SealedToken older = aged(Duration.ofMinutes(20), "older");
    SealedToken newer = aged(Duration.ofMinutes(10), "newer");

    assertThat(vault().putIfNewer(installation, older, NOW)).isTrue();
    assertThat(vault().putIfNewer(installation, newer, NOW)).isTrue();
    assertThat(vault().putIfNewer(installation, older, NOW)).isFalse();
    assertThat(vault().putIfNewer(installation, aged(Duration.ofMinutes(10), "twin"), NOW))
        .isFalse();
    assertThat(vault().find(installation, NOW)).contains(newer);
  }

  @Test
  default void ofManyAtOnceTheNewestStays() {
    Installation installation = fresh();
    List<Boolean> kept =
        Race.of(
            16,
            i ->
                vault()
                    .putIfNewer(installation, aged(Duration.ofMinutes(40 - i), "token " + i), NOW));

    assertThat(vault().find(installation, NOW)).contains(aged(Duration.ofMinutes(25), "token 15"));
    assertThat(kept.get(15)).isTrue();
  }

  @Test
  default void whatHasExpiredIsNotFound() {
    Installation installation = fresh();
    vault().putIfNewer(installation, aged(Duration.ofMinutes(61), "expired"), NOW);

    assertThat(vault().find(installation, NOW)).isEmpty();
    assertThat(vault().putIfNewer(installation, aged(Duration.ofMinutes(59), "late"), NOW))
        .isTrue();
    assertThat(vault().find(installation, NOW)).isPresent();
  }

  @Test
  default void removesOnlyTheTokenThatIsMeant() {
    Installation installation = fresh();
    SealedToken token = aged(Duration.ofMinutes(20), "refused");
    SealedToken next = aged(Duration.ofMinutes(1), "next");
    vault().putIfNewer(installation, token, NOW);

    assertThat(vault().remove(installation, next)).isFalse();
    assertThat(vault().remove(installation, token)).isTrue();
    assertThat(vault().remove(installation, token)).isFalse();
    assertThat(vault().find(installation, NOW)).isEmpty();
    vault().putIfNewer(installation, next, NOW);
    assertThat(vault().remove(installation, token)).isFalse();
    assertThat(vault().find(installation, NOW)).contains(next);
  }

  @Test
  default void afterARemovalAnOlderTokenMayCome() {
    Installation installation = fresh();
    vault().putIfNewer(installation, aged(Duration.ofMinutes(1), "gone"), NOW);
    vault().remove(installation);
    vault().remove(installation);

    assertThat(vault().find(installation, NOW)).isEmpty();
    assertThat(vault().putIfNewer(installation, aged(Duration.ofMinutes(5), "older"), NOW))
        .isTrue();
  }

  @Test
  default void hostsAppsAndInstallationsAreKeptApart() {
    Installation first = fresh();
    List<Installation> others =
        List.of(
            first.withId(8),
            new Installation("other.test", first.app(), first.id()),
            new Installation(first.host(), fresh().app(), first.id()));
    vault().putIfNewer(first, aged(Duration.ofMinutes(1), "first"), NOW);

    assertThat(others).allSatisfy(other -> assertThat(vault().find(other, NOW)).isEmpty());
    others.forEach(vault()::remove);
    assertThat(vault().find(first, NOW)).isPresent();
  }

  @Test
  default void forgetsTheInstallationsOfAnAppThatDoNotStay() {
    Installation app = fresh();
    Installation foreign = fresh();
    SealedToken token = aged(Duration.ofMinutes(1), "sealed");
    for (long id : new long[] {7, 8, 9}) {
      vault().putIfNewer(app.withId(id), token, NOW);
    }
    vault().putIfNewer(foreign, token, NOW);

    assertThat(vault().retain(app, Set.of(8L))).isEqualTo(2);
    assertThat(vault().retain(app, Set.of(8L))).isZero();
    assertThat(vault().find(app, NOW)).isEmpty();
    assertThat(vault().find(app.withId(8), NOW)).contains(token);
    assertThat(vault().find(foreign, NOW)).contains(token);
    assertThat(vault().retain(app, Set.of())).isEqualTo(1);
    assertThat(vault().find(app.withId(8), NOW)).isEmpty();
  }

  /** A seal of a key that is the same in every run. */
  static TokenSeal seal() {
    return new TokenSeal(List.of(Secret.of("0123456789abcdef0123456789abcdef")));
  }
}
