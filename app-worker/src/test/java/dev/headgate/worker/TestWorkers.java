package dev.headgate.worker;

import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.util.Modules;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LiveConfiguration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** Workers of which a part is a test's own. */
public final class TestWorkers {
  private TestWorkers() {}

  /** Runs one by the settings in the environment until the process is stopped. */
  public static void run(Module own) throws Exception {
    LiveConfiguration configuration =
        new LiveConfiguration(ConfigurationLoader.load(System.getenv(), null));
    HeadgateWorker worker =
        Guice.createInjector(
                Stage.PRODUCTION,
                Modules.override(Workers.parts(configuration, InstantSource.system())).with(own))
            .getInstance(HeadgateWorker.class);
    worker.start();
    System.out.println("health and metrics on " + worker.url());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  worker.close();
                  stopped.countDown();
                }));
    stopped.await();
  }
}
