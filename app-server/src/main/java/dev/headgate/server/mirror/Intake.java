package dev.headgate.server.mirror;

import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.http.EndToEnd;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.identity.Credential;
import dev.headgate.server.pipeline.Exchange;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/** Makes a gateway's request out of a client's: who asks, for what, with which fields. */
final class Intake {
  private static final String API_KEY = "X-Headgate-Key";
  private static final String OUR_PREFIX = "x-headgate-";
  private static final Set<String> OURS = Set.of("x-third-party-id", "prefer", "x-request-id");
  private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait=(\\d{1,6})(?:$|[,;\\s])");
  private static final Duration LONGEST_WAIT = Duration.ofDays(1);

  private final Credentials credentials;
  private final Links links;

  Intake(Credentials credentials, Links links) {
    this.credentials = credentials;
    this.links = links;
  }

  /** The request, or why there is none. */
  Incoming take(Exchange exchange) {
    Headers given = fields(exchange);
    @Nullable String fault = fault(exchange, given);
    if (fault != null) {
      return new Incoming.Rejected(400, fault);
    }
    @Nullable String key = given.value(API_KEY);
    Optional<String> holder = key == null ? Optional.empty() : credentials.holder(key);
    if (key != null && holder.isEmpty()) {
      return new Incoming.Rejected(
          401, "The API key in X-Headgate-Key is not known here; ask the gateway's operator for one");
    }
    Headers fields =
        EndToEnd.of(given).without(name -> ours(name.toLowerCase(Locale.ROOT)));
    fields = authorised(fields, holder.isPresent());
    Caller caller = Caller.unnamed(Credential.of(fields.value("Authorization")));
    exchange.caller(holder.orElse(caller.name()));
    ApiRequest request =
        new ApiRequest(
            exchange.requestId(),
            exchange.getMethod(),
            target(exchange.target()),
            fields.with("X-Request-ID", exchange.requestId()),
            ClientBody.of(exchange),
            caller,
            exchange.deadline(),
            quotaWait(given),
            cancellation(exchange));
    return new Incoming.Accepted(request, holder.orElse(null));
  }

  /** What keeps a request that HTTP allows from being mirrored; null where nothing does. */
  private @Nullable String fault(Exchange exchange, Headers given) {
    if (exchange.getMethod().equals("CONNECT")) {
      return "The gateway opens no tunnels; give clients its own URL as that of GitHub's API";
    }
    if (!exchange.target().startsWith("/")) {
      return "The request's target must be a path";
    }
    if (!links.possible(exchange)) {
      return "The request's host must be a name or an address, to which links can lead back";
    }
    // With two of them, GitHub might see another caller than the cache does.
    return given.all("Authorization").size() > 1
        ? "The request must not have more than one Authorization field"
        : null;
  }

  private static boolean ours(String name) {
    return name.startsWith(OUR_PREFIX) || OURS.contains(name);
  }

  private Headers authorised(Headers fields, boolean keyed) {
    if (fields.contains("Authorization")) {
      return fields;
    }
    @Nullable String managed = credentials.managed(keyed);
    return managed == null ? fields : fields.with("Authorization", managed);
  }

  private static Headers fields(Exchange exchange) {
    Headers.Builder fields = Headers.builder();
    for (HttpField field : exchange.getHeaders()) {
      String value = field.getValue();
      fields.add(field.getName(), value == null ? "" : value);
    }
    return fields.build();
  }

  /** The forms of GitHub Enterprise Server's URLs lead to the same resources. */
  private static Target target(String raw) {
    Target target = Target.parse(raw);
    String path = target.path();
    if (path.equals("/api/graphql")) {
      return target.withPath("/graphql");
    }
    if (path.equals("/api/v3")) {
      return target.withPath("/");
    }
    return path.startsWith("/api/v3/") ? target.withPath(path.substring("/api/v3".length())) : target;
  }

  /** {@code Prefer: wait=N} (RFC 7240 §4.3): the longest wait for quota, in seconds. */
  private static Duration quotaWait(Headers given) {
    @Nullable String prefer = given.joined("Prefer");
    if (prefer == null) {
      return LONGEST_WAIT;
    }
    Matcher wait = WAIT.matcher(prefer);
    return wait.find() ? Duration.ofSeconds(Long.parseLong(wait.group(1))) : LONGEST_WAIT;
  }

  private static Cancellation cancellation(Exchange exchange) {
    Cancellation cancellation = new Cancellation();
    exchange.addFailureListener(failure -> cancellation.cancel());
    return cancellation;
  }
}
