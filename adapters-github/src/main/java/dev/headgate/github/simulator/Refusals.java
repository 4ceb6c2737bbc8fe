package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.github.simulator.Reply.Storage;
import org.jspecify.annotations.Nullable;

/** GitHub's error answers, word for word. */
final class Refusals {
  private static final String DOCS = "https://docs.github.com/";
  private static final String LIMITS = DOCS + "rest/overview/rate-limits-for-the-rest-api";
  private static final String SECONDARY_LIMITS =
      DOCS
          + "free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api"
          + "#about-secondary-rate-limits";
  static final String SECONDARY =
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  static final String SECONDARY_CONTENT =
      "You have exceeded a secondary rate limit and have been temporarily blocked from content"
          + " creation. Please retry your request again later.";
  static final String ABUSE =
      "You have triggered an abuse detection mechanism. Please wait a few minutes before you try"
          + " again.";
  private static final String USER_AGENT =
      "\r\nRequest forbidden by administrative rules. Please make sure your request has a"
          + " User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api"
          + "#user-agent-required). Check https://developer.github.com for other possible"
          + " causes.\r\n";

  private Refusals() {}

  static Reply message(int status, String message, String documentation) {
    ObjectNode node = Json.object();
    node.put("message", message);
    node.put("documentation_url", documentation);
    node.put("status", Integer.toString(status));
    return Reply.json(status, node, Storage.SILENT);
  }

  static Reply notFound() {
    return message(404, "Not Found", DOCS + "rest");
  }

  static Reply badCredentials() {
    return message(401, "Bad credentials", DOCS + "rest");
  }

  static Reply requiresAuthentication() {
    return message(401, "Requires authentication", DOCS + "rest");
  }

  static Reply notForIntegrations() {
    return message(403, "Resource not accessible by integration", DOCS + "rest");
  }

  static Reply problemsParsingJson() {
    return message(400, "Problems parsing JSON", DOCS + "rest");
  }

  static Reply tooLarge() {
    return message(413, "Payload too large", DOCS + "rest");
  }

  static Reply noUserAgent() {
    return Reply.of(403, "text/html; charset=utf-8", Body.of(USER_AGENT), Storage.SILENT);
  }

  /** The 422 of a field that is missing or wrong. */
  static Reply validationFailed(String resource, String field, String code) {
    ObjectNode node = Json.object();
    node.put("message", "Validation Failed");
    node.putArray("errors")
        .addObject()
        .put("resource", resource)
        .put("field", field)
        .put("code", code);
    node.put("documentation_url", DOCS + "rest");
    node.put("status", "422");
    return Reply.json(422, node, Storage.SILENT);
  }

  static Reply primary(Principal principal, int status) {
    return limit(status, primaryText(principal), LIMITS);
  }

  static String primaryText(Principal principal) {
    return switch (principal.kind()) {
      case USER -> "API rate limit exceeded for user ID " + principal.id() + ".";
      case INSTALLATION -> "API rate limit exceeded for installation ID " + principal.id() + ".";
      case APP -> "API rate limit exceeded for " + principal.name() + ".";
      case ANONYMOUS ->
          "API rate limit exceeded for "
              + principal.name()
              + ". (But here's the good news: Authenticated requests get a higher rate limit."
              + " Check out the documentation for more details.)";
    };
  }

  /** A secondary refusal; without a value for it, no Retry-After is sent. */
  static Reply secondary(int status, String text, @Nullable String retryAfter) {
    Reply reply = limit(status, text, SECONDARY_LIMITS);
    return retryAfter == null ? reply : reply.with("Retry-After", retryAfter);
  }

  static Reply abuse(int status, @Nullable String retryAfter) {
    Reply reply = limit(status, ABUSE, DOCS + "v3/#abuse-rate-limits");
    return retryAfter == null ? reply : reply.with("Retry-After", retryAfter);
  }

  /** What GitHub's edge sends while it is down: a page for 502 to 504, JSON for the rest. */
  static Reply outage(int status) {
    if (status == 500) {
      return message(500, "Server Error", DOCS + "rest");
    }
    return Reply.of(
        status,
        "text/html; charset=utf-8",
        Body.of(
            "<!DOCTYPE html>\n<html>\n<head><title>Unicorn! &middot; GitHub</title></head>\n"
                + "<body><p><strong>We had issues producing the response to your request."
                + "</strong></p><p>Sorry about that. Please try refreshing and contact us if the"
                + " problem persists.</p></body>\n</html>\n"),
        Storage.SILENT);
  }

  /** Limit answers carry a minute of max-age and a tag, although nobody should store them. */
  private static Reply limit(int status, String text, String documentation) {
    return message(status, text, documentation).withStorage(Storage.VALIDATED);
  }
}
