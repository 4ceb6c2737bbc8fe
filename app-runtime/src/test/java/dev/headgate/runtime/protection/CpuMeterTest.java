package dev.headgate.runtime.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headgate.core.ManualTime;
import dev.headgate.core.protection.CpuUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuMeterTest {
  @TempDir Path root;
  private final ManualTime time = ManualTime.atNoon();
  private Duration used = Duration.ofSeconds(100);

  @Test
  void tellsTheShareOfItsProcessorsThatThisProcessTook() {
    CpuMeter meter = new CpuMeter(root, () -> used, 4);
    assertThat(meter.look(time.instant())).isEqualTo(CpuUse.UNKNOWN);
    pass(Duration.ofSeconds(2), Duration.ofSeconds(6));

    CpuUse use = meter.look(time.instant());
    assertThat(use.load()).isEqualTo(0.75, within(1e-9));
    assertThat(use.stalled()).isZero();
    assertThat(use.throttled()).isZero();
    assertThat(use.spent()).isFalse();

    pass(Duration.ofSeconds(1), Duration.ofSeconds(9));
    assertThat(meter.look(time.instant()).load()).isEqualTo(1);
  }

  @Test
  void readsLinuxPressureAndThrottlingOfTheContainerFirst() throws IOException {
    write("proc/pressure/cpu", "some avg10=99.00 avg60=0.00 avg300=0.00 total=1\n");
    write("sys/fs/cgroup/cpu.pressure", pressure(5_000_000));
    write("sys/fs/cgroup/cpu.stat", "usage_usec 7\nnr_throttled 3\nthrottled_usec 40000\n");
    CpuMeter meter = new CpuMeter(root, () -> used, 2);
    meter.look(time.instant());
    pass(Duration.ofSeconds(1), Duration.ZERO);
    write("sys/fs/cgroup/cpu.pressure", pressure(5_600_000));
    write("sys/fs/cgroup/cpu.stat", "usage_usec 9\nnr_throttled 4\nthrottled_usec 60000\n");

    CpuUse use = meter.look(time.instant());
    assertThat(use.stalled()).isEqualTo(0.6, within(1e-9));
    assertThat(use.throttled()).isEqualTo(0.02, within(1e-9));
    assertThat(use.spent()).isTrue();
  }

  @Test
  void readsTheMachinesPressureWhereTheContainerHasNone() throws IOException {
    write("proc/pressure/cpu", pressure(1_000));
    CpuMeter meter = new CpuMeter(root, () -> used, 2);
    meter.look(time.instant());
    pass(Duration.ofSeconds(1), Duration.ZERO);
    write("proc/pressure/cpu", pressure(251_000));

    assertThat(meter.look(time.instant()).stalled()).isEqualTo(0.25, within(1e-9));
  }

  @Test
  void isNotLedAstrayByFilesThatSayNothing() throws IOException {
    write("proc/pressure/cpu", "not supported\n");
    CpuMeter meter = new CpuMeter(root, () -> used, 2);
    meter.look(time.instant());
    pass(Duration.ofSeconds(1), Duration.ofSeconds(1));

    assertThat(meter.look(time.instant())).isEqualTo(new CpuUse(0.5, 0, 0));
  }

  @Test
  void measuresThisVeryProcess() {
    CpuMeter meter = CpuMeter.ofThisProcess();
    meter.look(time.instant());
    time.advance(Duration.ofMillis(1));

    assertThat(meter.look(time.instant()).load()).isBetween(0.0, 1.0);
  }

  private void pass(Duration wall, Duration processor) {
    time.advance(wall);
    used = used.plus(processor);
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static String pressure(long micros) {
    return "some avg10=0.00 avg60=0.00 avg300=0.00 total=%d\nfull avg10=0.00 total=77\n"
        .formatted(micros);
  }
}
