package dev.headgate.server.pipeline;

import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.access.Neighbourhood;
import dev.headgate.server.access.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the pipeline, with what the stages learn of it. Written by the
 * thread that works on the request, read by the access log when it is complete.
 */
public final class Exchange extends Request.Wrapper {
  private static final String API_KEY = "X-Headgate-Key";
  private static final String BEARER = "Bearer ";

  /** What is certainly one of GitHub's is not tried as the administrator's. */
  private static final Pattern GITHUBS = Pattern.compile("(?i:bearer)\\s+(?:gh[a-z]_|github_pat_)");

  private final Gatekeeper gate;
  private final String requestId;
  private final String target;
  private final String path;
  private final ClientAddress addresses;
  private final Neighbourhood neighbourhood;
  private volatile @Nullable String clientAddress;
  private final ListeningPort listener;
  private final boolean own;
  private volatile Instant deadline = Instant.MAX;
  private volatile @Nullable Duration begun;
  private volatile Duration timeout = Duration.ofDays(1);
  private volatile String endpoint = "other";
  private volatile String caller = "anonymous";
  private volatile @Nullable String outcome;
  private volatile @Nullable Visitor visitor;
  private volatile @Nullable String trace;

  Exchange(
      Request request,
      String requestId,
      Gatekeeper gate,
      ClientAddress addresses,
      Neighbourhood neighbourhood) {
    super(request);
    this.gate = gate;
    this.addresses = addresses;
    this.neighbourhood = neighbourhood;
    this.requestId = requestId;
    String raw = request.getHttpURI().getPathQuery();
    this.target = raw == null || raw.isEmpty() ? "/" : raw;
    int question = target.indexOf('?');
    this.path = question < 0 ? target : target.substring(0, question);
    this.listener = ListeningPort.of(request);
    this.own = listener == ListeningPort.MANAGEMENT || OwnPaths.contain(request.getMethod(), path);
  }

  /** The id that the client gave, or one made for it. */
  public String requestId() {
    return requestId;
  }

  /** Path and query as they arrived, byte for byte; {@code /} for an absolute form without path. */
  public String target() {
    return target;
  }

  /** The path as it arrived. */
  public String path() {
    return path;
  }

  /** How long it has taken so far. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - getBeginNanoTime());
  }

  /**
   * Its answer begins now and goes on for as long as somebody listens: to the metrics it has taken
   * no longer than this.
   */
  public void endless() {
    begun = elapsed();
  }

  /** How long it has taken, as far as that tells how fast this server is. */
  Duration took() {
    Duration until = begun;
    return until == null ? elapsed() : until;
  }

  /** When its answer must have begun. */
  public Instant deadline() {
    return deadline;
  }

  /** How long it may take until then. */
  public Duration timeout() {
    return timeout;
  }

  /** How much time is left until then; nothing or less once it has passed. */
  public Duration left() {
    return timeout.minus(elapsed());
  }

  void deadline(Instant instant, Duration timeout) {
    this.deadline = instant;
    this.timeout = timeout;
  }

  /** The template of its route, bounded in number. */
  public String endpoint() {
    return endpoint;
  }

  void endpoint(String template) {
    endpoint = template;
  }

  /** A short name of who sent it. */
  public String caller() {
    return caller;
  }

  /** Notes who sent it. */
  public void caller(String name) {
    caller = name;
  }

  /** The scheme by which the client came, as far as trusted proxies and the connection tell. */
  public String scheme() {
    String told = addresses.scheme(Request.getRemoteAddr(this), getHeaders());
    return told == null ? String.valueOf(getHttpURI().getScheme()) : told;
  }

  /** By which port it came. */
  public ListeningPort listener() {
    return listener;
  }

  /**
   * Whether the path is one that Headgate keeps for itself, as all are on the port of operators;
   * all others are GitHub's.
   */
  public boolean own() {
    return own;
  }

  /**
   * Who the secrets say it is that come with it and are meant for Headgate: an API key wherever it
   * goes, the administrator's token where the path is Headgate's own. Looked at once.
   */
  public Visitor visitor() {
    Visitor known = visitor;
    if (known == null) {
      known =
          gate.open() && foreign()
              ? new Visitor.Page()
              : gate.identify(clientAddress(), getHeaders().get(API_KEY), bearer());
      visitor = known;
    }
    return known;
  }

  private boolean foreign() {
    HttpURI uri = getHttpURI();
    String origin = getHeaders().get(HttpHeader.ORIGIN);
    return neighbourhood.foreign(
        origin == null ? "" : scheme() + "://" + uri.getAuthority(),
        uri.getHost(),
        origin,
        getHeaders().get("Sec-Fetch-Site"));
  }

  private @Nullable String bearer() {
    String value = own ? getHeaders().get(HttpHeader.AUTHORIZATION) : null;
    return value != null
            && value.regionMatches(true, 0, BEARER, 0, BEARER.length())
            && !(OwnPaths.ofCallers(path) && GITHUBS.matcher(value).lookingAt())
        ? value.substring(BEARER.length()).strip()
        : null;
  }

  /**
   * The Authorization field, where it is meant for GitHub: on GitHub's paths, and on those of
   * Headgate's where callers hand in or fetch what is theirs, unless it is the administrator's
   * token. Null where there is none.
   */
  public @Nullable String gitHubCredential() {
    String value = getHeaders().get(HttpHeader.AUTHORIZATION);
    boolean possible = value != null && !value.isBlank() && (!own || OwnPaths.ofCallers(path));
    return possible && !(visitor() instanceof Visitor.Administrator) ? value : null;
  }

  /** What the cache had to do with it; null where it had nothing. */
  public @Nullable String outcome() {
    return outcome;
  }

  /** Notes what the cache had to do with it. */
  public void outcome(String name) {
    outcome = name;
  }

  /** The id of the trace that it is part of; null where nothing is traced. */
  public @Nullable String trace() {
    return trace;
  }

  void trace(String id) {
    trace = id;
  }

  /** The client's address: the connection's peer, or whom a trusted proxy names behind it. */
  public String clientAddress() {
    String known = clientAddress;
    if (known == null) {
      known = addresses.of(Request.getRemoteAddr(this), getHeaders());
      clientAddress = known;
    }
    return known;
  }
}
