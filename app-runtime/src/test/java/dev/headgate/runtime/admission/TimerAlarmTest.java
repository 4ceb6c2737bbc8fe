package dev.headgate.runtime.admission;

import dev.headgate.core.admission.Alarm;
import dev.headgate.core.admission.AlarmContract;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

class TimerAlarmTest implements AlarmContract {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final TimerAlarm alarm = new TimerAlarm(executor, InstantSource.system());

  @Override
  public Alarm alarm() {
    return alarm;
  }

  @AfterEach
  void close() {
    alarm.close();
    executor.close();
  }
}
