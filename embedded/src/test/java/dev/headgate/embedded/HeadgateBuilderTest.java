package dev.headgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeadgateBuilderTest {
  @Test
  void saysWhatIsWrongWithAValue() {
    HeadgateBuilder builder = Headgate.builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.apiUrl("ftp://github.example"))
        .withMessageContaining("apiUrl");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.cacheMaxBytes(0))
        .withMessage("cacheMaxBytes: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.cacheMaxStale(Duration.ofSeconds(-1)))
        .withMessageContaining("cacheMaxStale");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.requestTimeout(Duration.ZERO))
        .withMessageContaining("requestTimeout");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.userAgent(" "))
        .withMessageContaining("userAgent");
  }

  @Test
  void asksNobodyAndKeepsNoThreadWhenItIsClosed() {
    Headgate headgate = Headgate.builder().token("ghp_secret").build();

    assertThat(headgate.online()).isTrue();
    assertThat(headgate.quotas()).isEmpty();

    headgate.close();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("headgate-")));
  }
}
