package dev.headgate.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The page in a browser, before a server on which something goes on. With {@code
 * -Dheadgate.docs.write=true} its pictures in {@code docs/images} are taken anew, after a minute of
 * it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardPageTest {
  private static final String TOKEN = "the-administrator-of-the-page";
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final boolean PICTURES = Boolean.getBoolean("headgate.docs.write");

  /** What has to say what it is to those who do not see it. */
  private static final Set<String> NAMED =
      Set.of(
          "button",
          "checkbox",
          "combobox",
          "image",
          "img",
          "link",
          "meter",
          "region",
          "table",
          "textbox");

  private MirrorFixture mirror;
  private FaultProxy wire;
  private Bustle bustle;
  private Chromium browser;
  private Tab tab;

  @BeforeAll
  void open() throws IOException, InterruptedException {
    Optional<Path> program = Chromium.program();
    assumeTrue(program.isPresent(), "no Chromium on the PATH, and HEADGATE_TEST_CHROMIUM unset");
    mirror =
        MirrorFixture.configured(
            InstantSource.system(),
            """
            rate-limit:
              enabled: true
              rules:
                - {name: reads, match: {path: "/repos/**"}, key: user, permits: 8, per: 1s, burst: 10}
            jobs:
              templates:
                - {name: build, command: [sleep, "600"]}
            """,
            "HEADGATE_ADMIN_TOKEN",
            TOKEN,
            "MAX_CONCURRENT_JOBS",
            "3",
            "JOBS_AT_CAPACITY",
            "queue",
            "GITHUB_TOKEN",
            "ghp_headgate0");
    wire = FaultProxy.to(mirror.url().getPort());
    bustle = new Bustle(mirror, TOKEN);
    browser = Chromium.start(program.get());
    tab = browser.tab();
    tab.window(1280, 900, false);
  }

  @AfterAll
  void close() throws Exception {
    if (browser == null) {
      return;
    }
    browser.close();
    bustle.close();
    wire.close();
    mirror.close();
  }

  @BeforeEach
  void show() {
    tab.prefers("light");
    tab.go(page());
    tab.until("['live', 'refused'].includes(document.body.dataset.connection)");
    if (tab.text("#live").equals("no access")) {
      give(TOKEN, true);
    }
    tab.until("document.body.dataset.connection === 'live'");
  }

  private URI page() {
    return URI.create("http://127.0.0.1:" + wire.port() + "/dashboard");
  }

  private void give(String token, boolean keep) {
    tab.value(
        "document.querySelector('#token').value = '%s'; document.querySelector('#keep').checked = %s"
            .formatted(token, keep));
    tab.click("#access-form button");
  }

  @Test
  void showsWhatGoesOnAndMovesWithIt() {
    tab.until("document.querySelectorAll('.quota [role=meter]').length >= 4");
    tab.until("document.querySelectorAll('#callers li').length >= 4");
    tab.until("document.querySelector('#limits tbody').textContent.includes('reads')");
    tab.until("Number(document.querySelector('#limits tbody td:nth-child(5)').textContent) > 0");
    tab.until("document.querySelector('#queue tbody').textContent.includes('build-job')");
    tab.until(
        "document.querySelector('#reasons').textContent.includes('2 × build-job: concurrent job"
            + " limit reached: 3 in all')");
    tab.until(
        "document.querySelector('#reasons').textContent.includes('3 × build-job: job headgate-… in"
            + " default')");
    tab.until("document.querySelector('#jobs tbody').textContent.startsWith('default3')");
    tab.until("document.querySelector('#breakers tbody').textContent.includes('githubclosed')");
    tab.until("document.querySelector('#components').textContent.includes('github')");
    assertThat(tab.text("#health")).isEqualTo("healthy");

    String saved =
        "Number(document.querySelectorAll('#figures dd')[3].textContent.replace(',',''))";
    double before = tab.value(saved).asDouble();
    tab.until(saved + " > " + before);
    for (String chart : List.of("hits", "traffic")) {
      String points = "Chart.getChart('%s').data.datasets[0].data.length".formatted(chart);
      tab.until(points + " > 1");
      assertThat(tab.value("document.querySelector('#%s').ariaLabel".formatted(chart)).asText())
          .contains("now");
    }
    tab.until(
        "Chart.getChart(document.querySelector('.quota canvas')).data.datasets[1].data.length");
  }

  @Test
  void asksNobodyButItsServerAndComplainsOfNothing() {
    tab.go(page());
    tab.until("document.body.dataset.connection === 'live'");
    tab.until("document.querySelectorAll('.quota canvas').length > 0");

    assertThat(tab.complaints()).isEmpty();
    assertThat(tab.requests())
        .isNotEmpty()
        .allSatisfy(asked -> {
          assertThat(asked.getAuthority()).isEqualTo(page().getAuthority());
          assertThat(asked.getPath()).matches("/dashboard(/.+)?|/api/v1/stream");
        });
    assertThat(mirror.upstream("/dashboard")).isEmpty();
    assertThat(mirror.upstream("/favicon")).isEmpty();
  }

  @Test
  void showsAnOutageWithinTwoSeconds() {
    List<Long> took = new ArrayList<>();
    // The machine may be busy with other things: one of three must do.
    for (int i = 0; i < 3 && took.stream().noneMatch(millis -> millis <= 2_000); i++) {
      long start = System.nanoTime();
      mirror.github().play(Scenario.outage(503));
      tab.until("document.querySelector('#health').textContent === 'degraded'");
      took.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      assertThat(tab.text("#components li")).contains("unhealthy");
      mirror.github().clearScenarios();
      tab.until("document.querySelector('#health').textContent === 'healthy'");
    }
    assertThat(took).as("ms").anyMatch(millis -> millis <= 2_000);
  }

  @Test
  void goesOnByItselfWhenTheStreamWasCut() {
    long connections = wire.accepted();
    wire.reset();
    await().atMost(Duration.ofSeconds(45)).until(() -> wire.accepted() > connections);
    tab.until("document.body.dataset.connection === 'live'");

    wire.down();
    try {
      tab.until("document.querySelector('#live').textContent.startsWith('not connected')");
      assertThat(tab.text("#health")).as("it does not claim to know").isEqualTo("unknown");
    } finally {
      wire.up();
    }
    tab.until("document.body.dataset.connection === 'live'");
    String served = "document.querySelectorAll('#figures dd')[3].textContent";
    String before = tab.value(served).asText();
    tab.until("%s !== '%s'".formatted(served, before));
    assertThat(tab.text("#health")).isEqualTo("healthy");
  }

  @Test
  void asksForTheTokenAndForgetsItWhenTold() {
    tab.click("#forget");
    tab.until("!document.querySelector('#access').hidden");
    assertThat(tab.value("document.querySelector('#board').hidden").asBoolean()).isTrue();
    assertThat(tab.value("sessionStorage.length").asInt()).isZero();

    give("not-the-token", true);
    tab.until("document.querySelector('#access-why').textContent.includes('not accepted')");
    assertThat(tab.value("sessionStorage.length").asInt()).isZero();

    give(TOKEN, false);
    tab.until("document.body.dataset.connection === 'live'");
    assertThat(tab.value("sessionStorage.length + localStorage.length").asInt())
        .as("kept in memory only")
        .isZero();
    tab.go(page());
    tab.until("!document.querySelector('#access').hidden");
  }

  @Test
  void forcesACircuitAndLetsItGo() {
    String state = "document.querySelector('#breakers tbody td').textContent";
    tab.until("document.querySelectorAll('#breakers button').length === 3");
    tab.click("#breakers button[aria-label^=\"Force open\"]");
    tab.until(state + " === 'open (forced)'");
    tab.until("document.querySelector('#forced').textContent === 'github is forced open'");
    tab.until("document.querySelector('#health').textContent === 'degraded'");
    tab.click("#breakers button[aria-label^=\"Stop forcing\"]");
    tab.until(state + " === 'closed'");
    tab.until("document.querySelector('#health').textContent === 'healthy'");
  }

  @Test
  void everyControlAndEveryChartHasAName() {
    tab.until("document.querySelectorAll('.quota canvas').length > 0");
    tab.value("document.querySelector('#access').hidden = false");
    List<String> nameless = new ArrayList<>();
    List<String> roles = new ArrayList<>();
    for (JsonNode node : tab.accessibility()) {
      String role = node.at("/role/value").asText();
      boolean ignored = node.path("ignored").asBoolean();
      if (!ignored && NAMED.contains(role)) {
        roles.add(role);
        if (node.at("/name/value").asText().isBlank()) {
          nameless.add(role + " " + node);
        }
      }
    }
    assertThat(nameless).isEmpty();
    assertThat(roles).contains("button", "checkbox", "combobox", "meter", "region", "textbox");
    assertThat(tab.value("[...document.querySelectorAll('canvas')].every(c => c.ariaLabel)"))
        .hasToString("true");
    assertThat(tab.value("document.querySelectorAll('h1').length").asInt()).isEqualTo(1);
    assertThat(tab.value("document.documentElement.lang").asText()).isEqualTo("en");
  }

  @Test
  void isLightOrDarkAsTheSystemIsOrAsIsChosen() {
    String ground = "getComputedStyle(document.body).backgroundColor";
    String light = tab.value(ground).asText();
    tab.prefers("dark");
    tab.until("%s !== '%s'".formatted(ground, light));
    choose("light");
    tab.until("%s === '%s'".formatted(ground, light));
    tab.go(page());
    assertThat(tab.value(ground).asText()).as("remembered").isEqualTo(light);
    choose("dark");
    tab.until("%s !== '%s'".formatted(ground, light));
    choose("auto");
    tab.value("localStorage.clear()");
  }

  private void choose(String theme) {
    tab.value(
        "{ const theme = document.querySelector('#theme'); theme.value = '%s'; theme.dispatchEvent(new Event('change')); }"
            .formatted(theme));
  }

  @Test
  void fitsAPhone() {
    tab.window(360, 800, true);
    try {
      tab.until("document.querySelectorAll('.quota canvas').length > 0");
      tab.until("document.documentElement.scrollWidth <= innerWidth && innerWidth === 360");
      assertThat(tab.value("document.querySelector('meta[name=viewport]').content").asText())
          .contains("width=device-width");
    } finally {
      tab.window(1280, 900, false);
    }
  }

  @Test
  void whatComesFromOutsideStaysText() {
    String evil = "<img src=x onerror=\\'window.hacked=1\\'>";
    tab.value(
        """
        (async () => {
          const panels = await import('/dashboard/panels.js');
          const evil = '%s';
          panels.queue()({ kinds: [{ kind: evil, queued: 1, waiting: 1, running: 0, oldest: null }],
            reasons: [{ tasks: 1, kind: evil, reason: evil }] }, Date.now());
          panels.breakers(() => {})({ breakers: [{ name: evil, state: evil, since: '2030-01-01T00:00:00Z', shared: true, force: 'auto' }] }, Date.now());
          panels.jobs()({ namespaces: [{ name: evil, active: 1, cap: 1, waiting: 0 }] });
          panels.spenders()({ quotas: [{ spent: 1, top_callers: [{ caller: evil, points: 1 }], top_paths: [] }] });
        })()
        """
            .formatted(evil));
    assertThat(tab.text("#reasons")).contains("<img src=x");
    assertThat(tab.text("#jobs tbody")).contains("<img src=x");
    assertThat(tab.value("document.querySelectorAll('main img').length").asInt()).isZero();
    assertThat(tab.value("window.hacked ?? 0").asInt()).isZero();
    // And were it markup, its policy would not let it run.
    tab.value(
        "document.body.insertAdjacentHTML('beforeend', '<p onclick=\"window.hacked=1\""
            + " id=evil>x</p>')");
    tab.click("#evil");
    assertThat(tab.value("window.hacked ?? 0").asInt()).isZero();
  }

  @Test
  void isPictured() throws IOException {
    tab.until("document.querySelectorAll('.quota canvas').length > 0");
    if (PICTURES) {
      tab.until("Chart.getChart('traffic').data.datasets[0].data.length > 12", LONG);
    }
    Path folder = Files.createDirectories(Path.of("..", "docs", "images"));
    tab.window(1100, 1180, false);
    take(folder.resolve("dashboard-light.png"));
    tab.prefers("dark");
    tab.value("document.querySelector('#traffic-title').scrollIntoView()");
    take(folder.resolve("dashboard-dark.png"));
    tab.prefers("light");
    tab.window(390, 1180, true);
    tab.value("scrollTo(0, 0)");
    take(folder.resolve("dashboard-phone.png"));
    tab.window(1280, 900, false);
  }

  private void take(Path file) throws IOException {
    String beats =
        "Number(document.querySelectorAll('#figures dd')[3].textContent.replace(',',''))";
    double before = tab.value(beats).asDouble();
    tab.until(beats + " > " + before);
    byte[] picture = tab.picture();
    // How many bytes depends on the fonts of the machine; those of the docs are to be small.
    assertThat(picture).as("a picture of something").hasSizeGreaterThan(5_000);
    if (PICTURES) {
      assertThat(picture).as("small enough for a repository").hasSizeLessThan(200_000);
      Files.write(file, picture);
    }
  }
}
