package dev.headgate.core.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link MetricsPlugin} promises, wherever it takes the figures. */
public interface MetricsPluginContract {
  /** A plugin whose reports arrive. */
  MetricsPlugin plugin();

  @Test
  default void namesItselfAlwaysTheSame() {
    assertThat(plugin().name()).matches("[a-z0-9][a-z0-9.-]{0,63}").isEqualTo(plugin().name());
    assertThat(plugin().period()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  default void takesWhateverFiguresThereAre() {
    Instant noon = Instant.parse("2030-01-01T12:00:00Z");
    List<Sample> odd =
        List.of(
            Sample.gauge("not_a_number", Double.NaN),
            new Sample("labelled_total", Map.of("of", "ümlaut \" \\ \n"), Sample.Kind.COUNTER, 1),
            Sample.gauge("without_end", Double.POSITIVE_INFINITY));
    assertThatCode(
            () -> {
              plugin().report(List.of(), noon);
              plugin().report(odd, noon);
              plugin().report(odd, noon);
            })
        .doesNotThrowAnyException();
  }

  @Test
  default void addsEachFigureOnce() {
    assertThat(plugin().samples())
        .extracting(sample -> sample.name() + sample.labels())
        .doesNotHaveDuplicates();
  }
}
