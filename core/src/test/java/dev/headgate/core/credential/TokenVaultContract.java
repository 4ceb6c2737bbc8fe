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
  /** The vault under test. */
  TokenVault vault();

  /** An installation of an app nobody else has. */
  static Installation fresh() {
    return new Installation("github.test", "app-" + UUID.randomUUID(), 7);
  }

  /** A token of this age, for an hour from its birth. A shared store reads its own clock. */
  static SealedToken aged(Instant now, Duration age, String text) {
    Instant issued = now.minus(age);
    return new SealedToken(text, issued, issued.plus(Duration.ofHours(1)));
  }

  @Test
  default void givesBackWhatWasPut() {
    Instant now = Instant.now();
    Installation installation = fresh();
    SealedToken token = aged(now, Duration.ofMinutes(1), "v1.key.nonce." + "x".repeat(4000));

    assertThat(vault().find(installation, now)).isEmpty();
    assertThat(vault().putIfNewer(installation, token, now)).isTrue();
    assertThat(vault().find(installation, now)).contains(token);
  }

  @Test
  default void theNewerStaysWhicheverCameFirst() {
    Instant now = Instant.now();
    Installation installation = fresh();
    SealedToken older = aged(now, Duration.ofMinutes(20), "older");
    SealedToken newer = aged(now, Duration.ofMinutes(10), "newer");

    assertThat(vault().putIfNewer(installation, older, now)).isTrue();
    assertThat(vault().putIfNewer(installation, newer, now)).isTrue();
    assertThat(vault().putIfNewer(installation, older, now)).isFalse();
    assertThat(vault().putIfNewer(installation, aged(now, Duration.ofMinutes(10), "twin"), now))
        .isFalse();
    assertThat(vault().find(installation, now)).contains(newer);
  }

  @Test
  default void ofManyAtOnceTheNewestStays() {
    Instant now = Instant.now();
    Installation installation = fresh();
    List<Boolean> kept =
        Race.of(
            16,
            i ->
                vault()
                    .putIfNewer(
                        installation, aged(now, Duration.ofMinutes(40 - i), "token " + i), now));

    assertThat(vault().find(installation, now))
        .contains(aged(now, Duration.ofMinutes(25), "token 15"));
    assertThat(kept.get(15)).isTrue();
  }

  @Test
  default void whatHasExpiredIsNotFound() {
    Instant now = Instant.now();
    Installation installation = fresh();
    vault().putIfNewer(installation, aged(now, Duration.ofMinutes(61), "expired"), now);

    assertThat(vault().find(installation, now)).isEmpty();
    assertThat(vault().putIfNewer(installation, aged(now, Duration.ofMinutes(40), "late"), now))
        .isTrue();
    assertThat(vault().find(installation, now)).isPresent();
  }

  @Test
  default void removesOnlyTheTokenThatIsMeant() {
    Instant now = Instant.now();
    Installation installation = fresh();
    SealedToken token = aged(now, Duration.ofMinutes(20), "refused");
    SealedToken next = aged(now, Duration.ofMinutes(1), "next");
    vault().putIfNewer(installation, token, now);

    assertThat(vault().remove(installation, next)).isFalse();
    assertThat(vault().remove(installation, token)).isTrue();
    assertThat(vault().remove(installation, token)).isFalse();
    assertThat(vault().find(installation, now)).isEmpty();
    vault().putIfNewer(installation, next, now);
    assertThat(vault().remove(installation, token)).isFalse();
    assertThat(vault().find(installation, now)).contains(next);
  }

  @Test
  default void afterARemovalAnOlderTokenMayCome() {
    Instant now = Instant.now();
    Installation installation = fresh();
    vault().putIfNewer(installation, aged(now, Duration.ofMinutes(1), "gone"), now);
    vault().remove(installation);
    vault().remove(installation);

    assertThat(vault().find(installation, now)).isEmpty();
    assertThat(vault().putIfNewer(installation, aged(now, Duration.ofMinutes(5), "older"), now))
        .isTrue();
  }

  @Test
  default void hostsAppsAndInstallationsAreKeptApart() {
    Instant now = Instant.now();
    Installation first = fresh();
    List<Installation> others =
        List.of(
            first.withId(8),
            new Installation("other.test", first.app(), first.id()),
            new Installation(first.host(), fresh().app(), first.id()));
    vault().putIfNewer(first, aged(now, Duration.ofMinutes(1), "first"), now);

    assertThat(others).allSatisfy(other -> assertThat(vault().find(other, now)).isEmpty());
    others.forEach(vault()::remove);
    assertThat(vault().find(first, now)).isPresent();
  }

  @Test
  default void forgetsTheInstallationsOfAnAppThatDoNotStay() {
    Instant now = Instant.now();
    Installation app = fresh();
    Installation foreign = fresh();
    SealedToken token = aged(now, Duration.ofMinutes(1), "sealed");
    for (long id : new long[] {7, 8, 9}) {
      vault().putIfNewer(app.withId(id), token, now);
    }
    vault().putIfNewer(foreign, token, now);

    assertThat(vault().retain(app, Set.of(8L))).isEqualTo(2);
    assertThat(vault().retain(app, Set.of(8L))).isZero();
    assertThat(vault().find(app, now)).isEmpty();
    assertThat(vault().find(app.withId(8), now)).contains(token);
    assertThat(vault().find(foreign, now)).contains(token);
    assertThat(vault().retain(app, Set.of())).isEqualTo(1);
    assertThat(vault().find(app.withId(8), now)).isEmpty();
  }

  /** A seal of a key that is the same in every run. */
  static TokenSeal seal() {
    return new TokenSeal(List.of(Secret.of("0123456789abcdef0123456789abcdef")));
  }
}
