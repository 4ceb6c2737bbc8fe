package dev.headgate.core.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.identity.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenSealTest {
  private static final Installation PLACE = new Installation("api.github.com", "12", 7);
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Secret OLD = Secret.of("o".repeat(32));
  private static final Secret NEW = Secret.of("n".repeat(32));
  private static final AccessToken TOKEN =
      new AccessToken(
          PLACE,
          Secret.of("ghs_12_eyJ" + "a.b-c_".repeat(90)),
          NOON,
          NOON.plus(Duration.ofHours(1)));

  private final TokenSeal seal = new TokenSeal(List.of(OLD));

  @Test
  void opensWhatItSealed() {
    SealedToken sealed = seal.seal(TOKEN);

    assertThat(seal.open(PLACE, sealed)).contains(TOKEN);
    assertThat(sealed.text()).doesNotContain("ghs_").hasSizeLessThan(1_024);
    assertThat(seal.seal(TOKEN).text()).isNotEqualTo(sealed.text());
  }

  @Test
  void aRecordThatWasMovedOrWhoseTimesWereChangedDoesNotOpen() {
    SealedToken sealed = seal.seal(TOKEN);
    Instant later = sealed.expiresAt().plusMillis(1);

    assertThat(seal.open(PLACE.withId(8), sealed)).isEmpty();
    assertThat(seal.open(new Installation("api.github.com", "13", 7), sealed)).isEmpty();
    assertThat(seal.open(new Installation("ghes.test", "12", 7), sealed)).isEmpty();
    assertThat(seal.open(PLACE, new SealedToken(sealed.text(), sealed.issuedAt(), later)))
        .isEmpty();
    assertThat(seal.open(PLACE, new SealedToken(sealed.text(), NOON.minusMillis(1), later)))
        .isEmpty();
  }

  @Test
  void anySecretOpensInItsOwnPlaceOnly() {
    String sealed = seal.seal("task 1", Secret.of("Bearer ghp_x"));

    assertThat(seal.open("task 1", sealed)).contains(Secret.of("Bearer ghp_x"));
    assertThat(sealed).doesNotContain("ghp_").isNotEqualTo(seal.seal("task 1", NEW));
    assertThat(seal.open("task 2", sealed)).isEmpty();
    assertThat(seal.open("task 1", sealed.substring(2))).isEmpty();
    assertThat(new TokenSeal(List.of(NEW)).open("task 1", sealed)).isEmpty();
    assertThat(new TokenSeal(List.of(NEW, OLD)).open("task 1", sealed)).isPresent();
    assertThat(seal.open("task 1", seal.seal(TOKEN).text())).isEmpty();
  }

  @Test
  void damageOfAnyKindIsAsIfThereWereNone() {
    SealedToken sealed = seal.seal(TOKEN);
    String text = sealed.text();
    for (String damaged :
        List.of(
            "x",
            "...",
            text.substring(0, text.length() - 2),
            text.replace("v1.", "v2."),
            text + ".",
            text.substring(0, text.lastIndexOf('.') + 1),
            text.replaceFirst("\\.[^.]*\\.", ".AAAAAA."),
            text + "!")) {
      assertThat(seal.open(PLACE, new SealedToken(damaged, sealed.issuedAt(), sealed.expiresAt())))
          .as(damaged)
          .isEmpty();
    }
  }

  @Test
  void whileAKeyIsReplacedTheFirstSealsAndBothOpen() {
    SealedToken before = seal.seal(TOKEN);
    TokenSeal both = new TokenSeal(List.of(NEW, OLD));
    SealedToken after = both.seal(TOKEN);

    assertThat(both.open(PLACE, before)).contains(TOKEN);
    assertThat(seal.open(PLACE, after)).isEmpty();
    assertThat(new TokenSeal(List.of(NEW)).open(PLACE, after)).contains(TOKEN);
    assertThat(new TokenSeal(List.of(NEW)).open(PLACE, before)).isEmpty();
  }

  @Test
  void keysHave32Bytes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenSeal(List.of(OLD, Secret.of("short"))))
        .withMessage("keys: one of 5 bytes (expected: 32 bytes each)");
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenSeal(List.of()));
  }

  @Test
  void aDerivedKeyIsTheSameForTheSameSecretAndPurpose() {
    Secret secret = Secret.of("-----BEGIN PRIVATE KEY-----");
    Secret key = TokenSeal.derive(secret, "tokens");

    assertThat(key.length()).isEqualTo(TokenSeal.KEY_BYTES);
    assertThat(TokenSeal.derive(secret, "tokens")).isEqualTo(key);
    assertThat(TokenSeal.derive(secret, "else")).isNotEqualTo(key);
    assertThat(TokenSeal.derive(OLD, "tokens")).isNotEqualTo(key);
    assertThat(TokenSeal.passing()).isNotEqualTo(TokenSeal.passing());
  }
}
