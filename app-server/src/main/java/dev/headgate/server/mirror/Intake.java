package dev.headgate.server.mirror;

import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.http.EndToEnd;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.access.Visitor;
import dev.headgate.server.pipeline.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.jspecify.annotations.Nullable;

/** Makes a gateway's request out of a client's: who asks, for what, with which fields. */
final class Intake {
  private static final String PRIORITY = "X-Headgate-Priority";
  private static final String OUR_PREFIX = "x-headgate-";
  private static final Set<String> OURS = Set.of("x-third-party-id", "prefer", "x-request-id");

  /** Fields that make some servers take a read for a write. */
  private static final List<String> OVERRIDES =
      List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override");

  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,6})(?:$|[,;\\s])");

  private static final String CALLER = Intake.class.getName() + ".caller";

  private final Gatekeeper gate;
  private final EndpointPriority priorities;
  private final Duration longestWait;
  private final Links links;
  private final BodyMemory memory;

  /** An intake behind this gate, which says to whom the gateway lends its credentials. */
  Intake(
      Gatekeeper gate,
      EndpointPriority priorities,
      Duration longestWait,
      Links links,
      BodyMemory memory) {
    this.gate = gate;
    this.priorities = priorities;
    this.longestWait = longestWait;
    this.links = links;
    this.memory = memory;
  }

  /** Whether the client would rather fetch the answer later than wait for it. */
  static boolean defers(Exchange exchange) {
    for (String preference : exchange.getHeaders().getCSV("Prefer", false)) {
      int end = preference.indexOf(';');
      String name = end < 0 ? preference : preference.substring(0, end);
      if (name.strip().equalsIgnoreCase("respond-async")) {
        return true;
      }
    }
    return false;
  }

  /** The request, or why there is none. */
  Incoming take(Exchange exchange) {
    @Nullable String fault = fault(exchange);
    if (fault != null) {
      return new Incoming.Rejected(400, fault);
    }
    return switch (exchange.visitor()) {
      case Visitor.Impostor wrong ->
          new Incoming.Rejected(
              401,
              "The API key in X-Headgate-Key is not known here; ask the gateway's operator for"
                  + " one");
      case Visitor.Barred barred ->
          new Incoming.Rejected(
              429,
              "Too many unknown API keys came from this address",
              Math.max(1, barred.retryAfter().plusNanos(999_999_999).toSeconds()));
      case Visitor.KeyHolder holder -> accepted(exchange, holder, holder.name());
      case Visitor.Administrator administrator -> accepted(exchange, administrator, null);
      case Visitor.Unknown unknown -> accepted(exchange, unknown, null);
      case Visitor.Page page -> accepted(exchange, page, null);
    };
  }

  private Incoming accepted(Exchange exchange, Visitor visitor, @Nullable String holder) {
    Headers fields = fields(exchange);
    @Nullable String authorization = fields.value("Authorization");
    Caller caller = caller(exchange, authorization);
    String client = holder == null ? caller.name() : holder;
    exchange.caller(client);
    Target target = Target.parse(exchange.target()).canonical();
    ApiRequest request =
        new ApiRequest(
            exchange.requestId(),
            exchange.getMethod(),
            target,
            fields,
            ClientBody.of(exchange, memory),
            caller,
            client,
            priority(exchange, target),
            exchange.deadline(),
            quotaWait(exchange.getHeaders().get("Prefer")),
            cancellation(exchange));
    return new Incoming.Accepted(request, holder, authorization == null && gate.lends(visitor));
  }

  /**
   * Who bears the credential. A connection mostly bears one, so the latest is remembered with it:
   * the parser, too, keeps the field for as long as the connection lasts.
   */
  private static Caller caller(Exchange exchange, @Nullable String authorization) {
    if (authorization == null) {
      return Caller.ANONYMOUS;
    }
    ConnectionMetaData connection = exchange.getConnectionMetaData();
    if (connection.getAttribute(CALLER) instanceof Known known
        && known.authorization.equals(authorization)) {
      return known.caller;
    }
    Caller caller = Caller.unnamed(Credential.of(authorization));
    connection.setAttribute(CALLER, new Known(authorization, caller));
    return caller;
  }

  /** The fields that travel on, the caller's credential as it is, and the id of this request. */
  private static Headers fields(Exchange exchange) {
    Set<String> named = named(exchange);
    Headers.Builder fields = Headers.builder();
    for (HttpField field : exchange.getHeaders()) {
      String name = field.getName();
      if (!stays(field) && !ours(field) && !named(named, field)) {
        String value = field.getValue();
        fields.add(name, value == null ? "" : value);
      }
    }
    return fields.add("X-Request-ID", exchange.requestId()).build();
  }

  /** What keeps a request that HTTP allows from being mirrored; null where nothing does. */
  private @Nullable String fault(Exchange exchange) {
    if (exchange.getMethod().equals("CONNECT")) {
      return "The gateway opens no tunnels; give clients its own URL as that of GitHub's API";
    }
    if (!exchange.target().startsWith("/")) {
      return "The request's target must be a path";
    }
    if (!Target.parse(exchange.target()).straight()) {
      return "The request's path must be one for all: no segment may be empty, . or ..";
    }
    if (overridden(exchange)) {
      return "A method override is no read: send the request by the method that is meant";
    }
    if (!links.possible(exchange)) {
      return "The request's host must be a name or an address, to which links can lead back";
    }
    String priority = exchange.getHeaders().get(PRIORITY);
    if (priority != null && Priority.named(priority).isEmpty()) {
      return "X-Headgate-Priority must be critical, high, normal or low";
    }
    // With two of them, GitHub might see another caller than the cache does.
    return exchange.getHeaders().getValuesList(HttpHeader.AUTHORIZATION).size() > 1
        ? "The request must not have more than one Authorization field"
        : null;
  }

  private static boolean overridden(Exchange exchange) {
    return switch (exchange.getMethod()) {
      case "GET", "HEAD", "OPTIONS" -> OVERRIDES.stream().anyMatch(exchange.getHeaders()::contains);
      default -> false;
    };
  }

  /** What is said to this gateway, or by the proxies before it of the way here. */
  private static boolean ours(HttpField field) {
    String name = field.getLowerCaseName();
    return name.startsWith(OUR_PREFIX) || EndToEnd.ofTheWay(name) || OURS.contains(name);
  }

  /** Whether the field belongs to the client's connection (RFC 9110 §7.6.1). */
  private static boolean stays(HttpField field) {
    return EndToEnd.hopByHop(field.getLowerCaseName());
  }

  private static boolean named(Set<String> named, HttpField field) {
    return !named.isEmpty() && named.contains(field.getLowerCaseName());
  }

  /** What Connection names. */
  private static Set<String> named(Exchange exchange) {
    return exchange.getHeaders().contains(HttpHeader.CONNECTION)
        ? EndToEnd.named(exchange.getHeaders().getValuesList(HttpHeader.CONNECTION))
        : Set.of();
  }

  /** The priority that the client names, if it is one, else that of its kind of request. */
  private Priority priority(Exchange exchange, Target target) {
    String named = exchange.getHeaders().get(PRIORITY);
    return Optional.ofNullable(named)
        .flatMap(Priority::named)
        .orElseGet(() -> priorities.of(exchange.getMethod(), target.path(), target.query()));
  }

  /** {@code Prefer: wait=N} (RFC 7240 §4.3): the longest wait for quota, in seconds. */
  private Duration quotaWait(@Nullable String prefer) {
    Matcher wait = WAIT.matcher(prefer == null ? "" : prefer);
    if (!wait.find()) {
      return longestWait;
    }
    Duration wish = Duration.ofSeconds(Long.parseLong(wait.group(1)));
    return wish.compareTo(longestWait) < 0 ? wish : longestWait;
  }

  private static Cancellation cancellation(Exchange exchange) {
    Cancellation cancellation = new Cancellation();
    exchange.addFailureListener(failure -> cancellation.cancel());
    // A client that only waits is not idle: the deadline decides, and a server that stops, which
    // shortens all idle times, must not cut those whom it still has to answer.
    exchange.addIdleTimeoutListener(waiting -> false);
    return cancellation;
  }

  /** Whose credential a connection bore last; without the words of a record's toString. */
  private static final class Known {
    private final String authorization;
    private final Caller caller;

    Known(String authorization, Caller caller) {
      this.authorization = authorization;
      this.caller = caller;
    }
  }
}
