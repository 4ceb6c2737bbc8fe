package dev.headgate.core.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.credential.TokenIssuer.Issue;
import dev.headgate.core.credential.TokenIssuer.Location;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What every {@link TokenIssuer} does, for an App with installation 7 for {@code acme} and no
 * other.
 */
public interface TokenIssuerContract {
  /** Enough for any machine. */
  Duration PATIENCE = Duration.ofSeconds(20);

  /** The issuer under test. */
  TokenIssuer issuer();

  /** The App's only installation. */
  Installation installed();

  @Test
  default void mintsATokenForTheInstallation() {
    AccessToken token = ((Issue.Minted) issuer().issue(installed(), PATIENCE)).token();

    assertThat(token.installation()).isEqualTo(installed());
    assertThat(token.value().length()).isGreaterThanOrEqualTo(40);
    assertThat(Duration.between(token.issuedAt(), token.expiresAt()))
        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    assertThat(token.toString()).doesNotContain(token.value().reveal());
  }

  @Test
  default void eachTokenIsAnother() {
    assertThat(issuer().issue(installed(), PATIENCE))
        .isNotEqualTo(issuer().issue(installed(), PATIENCE));
  }

  @Test
  default void anInstallationThatIsNoneIsGone() {
    assertThat(issuer().issue(installed().withId(8), PATIENCE)).isEqualTo(new Issue.Gone(404));
  }

  @Test
  default void saysWhereTheAppIsInstalled() {
    for (Account account :
        new Account[] {
          new Account("acme", "widgets", false),
          new Account("acme", "", true),
          new Account("acme", "", false)
        }) {
      assertThat(issuer().locate(account, PATIENCE)).isEqualTo(new Location.At(7));
    }
    assertThat(issuer().locate(new Account("umbrella", "x", false), PATIENCE))
        .isEqualTo(new Location.Nowhere());
  }

  @Test
  default void withoutPatienceThereIsNothing() {
    assertThat(issuer().issue(installed(), Duration.ZERO)).isInstanceOf(Issue.Failed.class);
    assertThat(issuer().locate(new Account("acme", "", true), Duration.ZERO))
        .isInstanceOf(Location.Unknown.class);
  }
}
