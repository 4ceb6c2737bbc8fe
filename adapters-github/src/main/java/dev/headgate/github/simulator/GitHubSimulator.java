package dev.headgate.github.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub that runs on this machine: its REST and GraphQL APIs over real HTTP/1.1 and HTTP/2
 * (cleartext) with quotas, secondary limits, validators, signed downloads, webhooks, and faults on
 * demand. It listens from construction until {@link #close}.
 *
 * <p>Everything that the control calls under {@code /_sim} do, the methods of this class do too.
 * Instances are independent of each other and safe for many threads.
 */
public final class GitHubSimulator implements AutoCloseable {
  private final Simulation sim;
  private final SimulatorServer server;

  /**
   * Starts a simulator.
   *
   * @throws IllegalStateException if a port cannot be bound
   */
  public GitHubSimulator(SimulatorOptions options) {
    sim = new Simulation(options);
    Sender sender = new Sender(sim.pauses());
    ControlApi control = new ControlApi(this, sim);
    server =
        new SimulatorServer(
            options, new SimulatorHandler(sim, new Api(sim, sender), control, sender));
    sim.blobPort(server.blobPort());
  }

  /** Starts a simulator on free ports of the loopback address, with GitHub's limits. */
  public static GitHubSimulator start() {
    return new GitHubSimulator(SimulatorOptions.DEFAULTS);
  }

  /** Where the API answers, such as {@code http://127.0.0.1:9090}, without a final slash. */
  public URI url() {
    return server.url();
  }

  public int port() {
    return server.url().getPort();
  }

  /** Forgets everything that happened and was set since the start. */
  public void reset() {
    sim.reset();
  }

  /** Plays a scenario from now on; answers its id. */
  public long play(Scenario scenario) {
    return sim.scenarios().add(scenario);
  }

  /** Ends all scenarios; requests that hang are dropped. */
  public void clearScenarios() {
    sim.scenarios().clear();
  }

  /** Changes entity tags from now on. */
  public void validators(ValidatorMode mode) {
    sim.validators().mode(mode);
  }

  /** Changes all limits, used quota stays used. */
  public void limits(SimulatorLimits limits) {
    sim.windows().limits(limits);
  }

  /** Changes the limits of one login, {@code installation-ID}, client id or address. */
  public void limits(String principal, SimulatorLimits limits) {
    sim.windows().limits(principal, limits);
  }

  /** Begins new quota windows and forgets secondary points and pauses. */
  public void refreshQuotas() {
    sim.windows().clear();
    sim.secondary().clear();
  }

  /** Lets a token stand for a user. Several tokens may stand for one. */
  public void mapToken(String token, String login, String... scopes) {
    sim.principals().map(token, Principal.user(login, List.of(scopes)));
  }

  /** Registers an App: from now on only those that registered are believed, by their keys. */
  public void registerApp(String app, PublicKey key) {
    sim.apps().register(app, key);
  }

  /** Installs the Apps for an account: from now on only installations that were named exist. */
  public void install(int installation, String account) {
    sim.apps().install(installation, account);
  }

  /** Takes an installation away; its tokens end. */
  public void uninstall(int installation) {
    sim.apps().uninstall(installation);
    revokeTokens(installation);
  }

  /** Ends all tokens that were minted for an installation; answers how many. */
  public int revokeTokens(int installation) {
    return sim.principals().revokeMinted(Principal.installation(installation));
  }

  /** Changes how installation tokens are minted from now on. */
  public void mint(TokenMint mint) {
    sim.apps().mint(mint);
  }

  /** Lets a token stand for an installation. */
  public void mapInstallation(String token, int installation) {
    sim.principals().map(token, Principal.installation(installation));
  }

  /** Lets a new token stand for the principal of another, and ends the other if so told. */
  public void rotateToken(String token, String newToken, boolean revoke) {
    sim.principals().rotate(token, newToken, revoke);
  }

  /** Replaces who may see a private repository, given as {@code owner/private-name}. */
  public void grant(String repository, String... principals) {
    if (!repository.matches("[^/]+/private-[^/]+")) {
      throw new IllegalArgumentException(
          "repository: " + repository + " (expected: owner/private-NAME; others are public)");
    }
    sim.world().access().grant(repository, Set.copyOf(List.of(principals)));
  }

  /** Sets a resource to this JSON, made compact, whose validator changes with it. */
  public void putJson(String path, String json) {
    try {
      put(path, Reply.JSON, Json.bytes(Json.read(json.getBytes(UTF_8))));
    } catch (IOException e) {
      throw new IllegalArgumentException("json: not JSON (expected: one JSON value)", e);
    }
  }

  /** Sets a resource of any media type. */
  public void put(String path, String type, byte[] body) {
    put(path, null, 200, type, Body.of(body.clone()), Set.of());
  }

  /** Sets a resource of any length that is made while it is sent; see {@link #patternByte}. */
  public void putGenerated(String path, String type, long bytes) {
    put(path, null, 200, type, new PatternBody(bytes, type.contains("json")), Set.of());
  }

  /** Sets a download to a ZIP archive of one stored file of that length. */
  public void putGeneratedZip(String path, long contentBytes) {
    put(path, null, 200, "application/zip", new ZipBody(contentBytes), Set.of());
  }

  void put(
      String path,
      @Nullable String principal,
      int status,
      String type,
      Body body,
      Set<String> visibleTo) {
    ContentStore.Content content =
        new ContentStore.Content(status, type, body, visibleTo, sim.clock().instant());
    sim.contents().put(requirePath(path), principal, content);
    sim.endpoints().publish(path, url().toString(), false);
  }

  /** Removes a resource that was set; answers whether there was one. */
  public boolean removeContent(String path) {
    return sim.contents().remove(path);
  }

  /** Byte {@code index} of a generated body that is not JSON. */
  public static byte patternByte(long index) {
    return (byte) ('a' + (index + index / 4096) % 26);
  }

  /** What was counted so far. */
  public SimulatorStats stats() {
    return sim.stats().snapshot(sim.secondary().pointsPerMinute(sim.clock().instant()));
  }

  /** Zeroes the counts. */
  public void clearStats() {
    sim.stats().clear();
  }

  /** The newest requests, oldest first, at most a thousand. */
  public List<RecordedRequest> requests(int limit) {
    return sim.log().last(limit);
  }

  /** The port of the host that signed URLs point to. */
  public int blobPort() {
    return server.blobPort();
  }

  /** Sends every later change of a repository's resources to this hook. */
  public void register(Hook hook) {
    sim.webhooks().register(hook);
  }

  /** Ends all registrations. */
  public void unregisterHooks() {
    sim.webhooks().unregisterAll();
  }

  /** Loses the next deliveries on their way, whatever hook they are for. */
  public void loseDeliveries(int deliveries) {
    sim.webhooks().lose(deliveries);
  }

  /** Sends one signed event and waits for the receiver, at most ten seconds. */
  public HookDelivery deliver(Hook hook, String event, byte[] payload) {
    return sim.webhooks().send(hook, event, payload);
  }

  /** Repeats a delivery under its GUID; empty if the id is unknown. */
  public Optional<HookDelivery> redeliver(long id) {
    return sim.webhooks().redeliver(id);
  }

  /** The last thousand attempts, oldest first. */
  public List<HookDelivery> deliveries() {
    return sim.webhooks().deliveries();
  }

  /** Stops listening; requests in flight are cut. */
  @Override
  public void close() {
    sim.pauses().close();
    sim.webhooks().close();
    server.close();
  }

  private static String requirePath(String path) {
    if (!path.startsWith("/") || path.contains("?")) {
      throw new IllegalArgumentException(
          "path: " + path + " (expected: a raw path that starts with / and has no query)");
    }
    return path;
  }
}
