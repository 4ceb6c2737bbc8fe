package dev.headgate.github.simulator;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/** The parts of one running simulator. */
final class Simulation {
  private final SimulatorOptions options;
  private final Pauses pauses = new Pauses();
  private final Principals principals;
  private final AppRegistry apps = new AppRegistry();
  private final QuotaWindows windows;
  private final SecondaryLimits secondary = new SecondaryLimits();
  private final Scenarios scenarios = new Scenarios();
  private final Stats stats = new Stats();
  private final RequestLog log = new RequestLog();
  private final ContentStore contents = new ContentStore();
  private final World world = new World(new Changes(), new Access(), new NumericIds());
  private final Validators validators;
  private final Finisher finisher;
  private final Endpoints endpoints;
  private final Webhooks webhooks;
  private final AtomicInteger blobPort = new AtomicInteger();
  private final SignedUrls urls = new SignedUrls(blobPort::get);
  private final Downloads downloads = new Downloads(contents);
  private final BlobHost blobs = new BlobHost(urls, downloads);
  private volatile Duration latency;

  Simulation(SimulatorOptions options) {
    this.options = options;
    principals = new Principals(options.clock());
    windows = new QuotaWindows(options.limits());
    validators = new Validators(options.validators());
    finisher = new Finisher(validators);
    latency = options.latency();
    webhooks = new Webhooks(options.clock());
    endpoints = new Endpoints(routes(), world, contents, webhooks);
  }

  private Routes routes() {
    Routes routes = new Routes();
    new Miscellany(world, windows).routes(routes);
    new Actors(world).routes(routes);
    new Apps(principals, apps, webhooks).routes(routes);
    new Repositories(world).routes(routes);
    Issues issues = new Issues(world);
    new Comments(world, issues).routes(routes);
    issues.routes(routes);
    new Labels(world, issues).routes(routes);
    new Pulls(world).routes(routes);
    new Checks(world).routes(routes);
    new Git(world).routes(routes);
    new Files(world).routes(routes);
    new Releases(world, urls).routes(routes);
    new Artifacts(world, downloads, urls, options.artifactUrlTtl()).routes(routes);
    new GraphQl(new GraphQlData(world), windows).routes(routes);
    return routes;
  }

  /** Forgets everything that happened and was set since the start. */
  void reset() {
    scenarios.clear();
    principals.reset();
    apps.reset();
    windows.reset(options.limits());
    secondary.clear();
    stats.clear();
    log.clear();
    contents.reset();
    world.changes().reset();
    world.access().reset();
    webhooks.reset();
    validators.mode(options.validators());
    latency = options.latency();
  }

  /** What a request takes from the primary quota. */
  int cost(Exchange exchange) {
    if (exchange.graphql()) {
      return GraphQl.cost(exchange.request());
    }
    return exchange.request().path().equals("/rate_limit") ? 0 : 1;
  }

  SimulatorOptions options() {
    return options;
  }

  InstantSource clock() {
    return options.clock();
  }

  Pauses pauses() {
    return pauses;
  }

  Principals principals() {
    return principals;
  }

  AppRegistry apps() {
    return apps;
  }

  QuotaWindows windows() {
    return windows;
  }

  SecondaryLimits secondary() {
    return secondary;
  }

  Scenarios scenarios() {
    return scenarios;
  }

  Stats stats() {
    return stats;
  }

  RequestLog log() {
    return log;
  }

  ContentStore contents() {
    return contents;
  }

  World world() {
    return world;
  }

  Validators validators() {
    return validators;
  }

  Finisher finisher() {
    return finisher;
  }

  Endpoints endpoints() {
    return endpoints;
  }

  Webhooks webhooks() {
    return webhooks;
  }

  BlobHost blobs() {
    return blobs;
  }

  /** Tells where the blob host listens, which is known once it does. */
  void blobPort(int port) {
    blobPort.set(port);
  }

  Duration latency() {
    return latency;
  }
}
