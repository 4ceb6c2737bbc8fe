package dev.headgate.core.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.identity.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {
  private static final Secret PUBLISHED = Secret.of("It's a Secret to Everybody");
  private static final byte[] BODY = "Hello, World!".getBytes(UTF_8);
  private static final String SIGNATURE =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  @Test
  void knowsTheVectorThatGitHubPublishes() {
    assertThat(new WebhookSignature(List.of(PUBLISHED)).matches(BODY, SIGNATURE)).isTrue();
  }

  @Test
  void takesAnyOfTheSecretsWhileTheyAreChanged() {
    Secret other = Secret.of("another");
    assertThat(new WebhookSignature(List.of(other, PUBLISHED)).matches(BODY, SIGNATURE)).isTrue();
    assertThat(new WebhookSignature(List.of(PUBLISHED, other)).matches(BODY, SIGNATURE)).isTrue();
    assertThat(new WebhookSignature(List.of(other)).matches(BODY, SIGNATURE)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "sha1=757107ea0eb2509fc211221cce984b8a37570b6d",
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e18",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
        "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
      })
  void refusesEverythingElse(String signature) {
    assertThat(new WebhookSignature(List.of(PUBLISHED)).matches(BODY, signature)).isFalse();
  }

  @Test
  void refusesAllWithoutASecretOrASignature() {
    assertThat(new WebhookSignature(List.of()).configured()).isFalse();
    assertThat(new WebhookSignature(List.of()).matches(BODY, SIGNATURE)).isFalse();
    assertThat(new WebhookSignature(List.of(PUBLISHED)).matches(BODY, null)).isFalse();
  }
}
