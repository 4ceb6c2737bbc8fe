package dev.headgate.server.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.limit.AllowList;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.LimitTelemetry;
import dev.headgate.core.limit.ModelTokenBuckets;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.runtime.telemetry.Totals;
import dev.headgate.server.testing.OwnEndpoints;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Few places, short patience, and panels that do as they are told. */
class ListenersTest {
  private static final Duration LONG = Duration.ofSeconds(45);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Broadcast broadcast = new Broadcast(2, Duration.ofMillis(300));
  private final AtomicInteger looks = new AtomicInteger();

  @AfterEach
  void stop() {
    broadcast.close();
    threads.close();
  }

  private Pulse pulse(Function<Instant, ?> view) {
    return pulse(new Panel("told", view));
  }

  private Pulse pulse(Panel... panels) {
    InstantSource clock = InstantSource.system();
    return new Pulse(
        new Panels(List.of(panels), threads, clock),
        new History(() -> new Totals(0, 0, Map.of(), 0, 0, List.of()), now -> Map.of(), clock),
        broadcast,
        () -> false,
        "here",
        clock);
  }

  private OwnEndpoints serving(Pulse pulse, Duration heartbeat) {
    return OwnEndpoints.serving(
        new DashboardEndpoints(broadcast, pulse, heartbeat),
        new InboundLimits(
            LimitStore.of(new ModelTokenBuckets()),
            new ModelTokenBuckets(),
            StoreCalls.UNGUARDED,
            () -> 1,
            AllowList.NOBODY,
            LimitTelemetry.SILENT),
        InstantSource.system());
  }

  @Test
  void moreThanThereArePlacesForAreSentAwayUntilOneLeaves() throws Exception {
    Pulse pulse = pulse(now -> looks.incrementAndGet());
    try (OwnEndpoints server = serving(pulse, Duration.ofMillis(50))) {
      Ear one = new Ear(server.url());
      try (Ear other = new Ear(server.url())) {
        assertThat(one.status()).isEqualTo(200);
        assertThat(other.status()).isEqualTo(200);
        try (Ear third = new Ear(server.url())) {
          assertThat(third.status()).isEqualTo(503);
          assertThat(third.field("Retry-After")).isEqualTo("10");
        }
        one.close();
        await().atMost(LONG).until(() -> broadcast.listeners() == 1);
        try (Ear third = new Ear(server.url())) {
          assertThat(third.status()).isEqualTo(200);
        }
      }
    }
  }

  @Test
  void whoHearsNothingNewHearsThatTheServerIsThere() throws Exception {
    Pulse pulse = pulse(now -> 1);
    try (OwnEndpoints server = serving(pulse, Duration.ofMillis(50));
        Ear ear = new Ear(server.url())) {
      ear.next("snapshot");
      assertThat(ear.comment()).isEqualTo(": still here");
      assertThat(ear.comment()).isEqualTo(": still here");
    }
  }

  @Test
  void oneWhoTakesNothingIsCutOffAndHoldsUpNobody() throws Exception {
    String much = "x".repeat(1 << 22);
    Pulse pulse = pulse(now -> much + looks.incrementAndGet());
    try (OwnEndpoints server = serving(pulse, Duration.ofSeconds(1));
        Socket deaf = new Socket(server.url().getHost(), server.url().getPort());
        Ear ear = new Ear(server.url())) {
      deaf.setReceiveBufferSize(4096);
      deaf.getOutputStream()
          .write("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      await().atMost(LONG).until(() -> broadcast.listeners() == 2);
      Thread beating = beating(pulse);
      // The deaf one fills what the network holds, and then is waited for no longer.
      long heard = ear.next("snapshot").number();
      while (broadcast.listeners() == 2) {
        heard = later(ear, heard);
      }
      assertThat(broadcast.listeners()).isEqualTo(1);
      later(ear, later(ear, heard));
      beating.interrupt();
    }
  }

  private static long later(Ear ear, long than) {
    long number = ear.next().orElseThrow().number();
    assertThat(number).isGreaterThan(than);
    return number;
  }

  @Test
  void aPanelThatHangsOrFailsIsToldOfAndHoldsUpNoOther() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    Pulse pulse =
        pulse(
            new Panel("well", now -> looks.incrementAndGet()),
            new Panel(
                "away",
                now -> {
                  throw new StorageUnavailable("redis", "away", new IOException("away"));
                }),
            new Panel(
                "hangs",
                now -> {
                  try {
                    hanging.await();
                  } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                  }
                  return "late";
                }));
    try (OwnEndpoints server = serving(pulse, Duration.ofSeconds(1));
        Ear ear = new Ear(server.url())) {
      var told = ear.next("snapshot").data();
      assertThat(told.at("/panels/well").asInt()).isPositive();
      assertThat(told.at("/panels/away").isNull()).isTrue();
      assertThat(told.at("/stale/away/why").asText())
          .isEqualTo("redis cannot be asked at the moment");
      assertThat(told.at("/stale/hangs/why").asText()).isEqualTo("no answer yet");
      assertThat(told.at("/stale").has("well")).isFalse();
      hanging.countDown();
      Thread beating = beating(pulse);
      var later = ear.next().orElseThrow().data();
      while (!later.at("/panels/hangs").asText().equals("late")) {
        later = ear.next().orElseThrow().data();
      }
      assertThat(later.at("/stale").has("hangs")).isFalse();
      beating.interrupt();
    }
  }

  @Test
  void nothingIsLookedAtWhileNobodyListens() {
    Pulse pulse = pulse(now -> looks.incrementAndGet());
    pulse.look();
    pulse.look();
    assertThat(looks).hasValue(0);
  }

  /** Looks as often as a server does. */
  private static Thread beating(Pulse pulse) {
    return Thread.ofVirtual()
        .start(() -> {
          CountDownLatch never = new CountDownLatch(1);
          try {
            while (!never.await(Pulse.LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
              pulse.look();
            }
          } catch (InterruptedException enough) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
