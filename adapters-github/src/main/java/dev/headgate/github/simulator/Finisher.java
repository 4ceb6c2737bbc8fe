package dev.headgate.github.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Adds what every answer of GitHub carries: validators, storage advice, quota, identification. */
final class Finisher {
  private static final String VARY_PERSONAL = "Accept, Authorization, Cookie, X-GitHub-OTP";
  private static final String VARY_PUBLIC = "Accept";
  private static final String VARY_ALWAYS = "Accept-Encoding, Accept, X-Requested-With";
  private static final List<String> VERSIONS = List.of("2022-11-28", "2026-03-10");
  private static final List<String> BROWSERS = List.of("curl", "Wget", "Safari", "Firefox");

  private final Validators validators;
  private final AtomicLong ids = new AtomicLong(0xC0DE_0000L);

  Finisher(Validators validators) {
    this.validators = validators;
  }

  /** The answer with its validator and storage advice; a 304 if the client has it already. */
  Reply validated(Incoming request, Principal principal, Reply reply) {
    return switch (reply.storage()) {
      case SILENT -> reply;
      case NO_CACHE -> reply.with("Cache-Control", "no-cache");
      case VALIDATED -> withValidator(request, principal, reply);
    };
  }

  /** The headers of every answer that passed GitHub's edge. */
  Reply common(Incoming request, Principal principal, Reply reply, Quota quota) {
    Reply done = reply;
    if (principal.kind() == Principal.Kind.USER) {
      done = done.with("X-OAuth-Scopes", String.join(", ", principal.scopes()));
      done = done.with("X-Accepted-OAuth-Scopes", request.is("GET") ? "" : "repo");
    }
    String version = request.header("X-GitHub-Api-Version").orElse("2022-11-28");
    done = done.with("X-GitHub-Media-Type", mediaType(request));
    done =
        done.with(
            "X-GitHub-Api-Version-Selected",
            VERSIONS.contains(version) ? version : VERSIONS.get(0));
    done = done.with("X-RateLimit-Limit", Integer.toString(quota.limit()));
    done = done.with("X-RateLimit-Remaining", Integer.toString(quota.remaining()));
    done = done.with("X-RateLimit-Reset", Long.toString(quota.reset()));
    done = done.with("X-RateLimit-Used", Integer.toString(quota.used()));
    done = done.with("X-RateLimit-Resource", quota.resource().wireName());
    return done.with("Access-Control-Allow-Origin", "*");
  }

  /** The headers that even a page from the edge has. */
  Reply edge(Reply reply, Instant now) {
    return reply
        .with("Server", "github.com")
        .with("Date", Reply.httpDate(now))
        .with("X-GitHub-Request-Id", "%X:%X".formatted(ids.incrementAndGet(), 0x1F2EL));
  }

  /** Pretty-prints for browsers, then compresses for those who accept it. */
  static Reply encoded(Incoming request, Reply reply) {
    if (!(reply.body() instanceof ByteBody body) || body.length() == 0) {
      return reply;
    }
    Reply done = reply;
    String agent = request.header("User-Agent").orElse("");
    if (reply.isJson() && BROWSERS.stream().anyMatch(agent::contains)) {
      done = done.withBody(Body.of(Json.pretty(body.bytes())));
    }
    return compressible(reply) && acceptsGzip(request) ? gzipped(done) : done;
  }

  private Reply withValidator(Incoming request, Principal principal, Reply reply) {
    List<String> vary = List.of(principal.personal() ? VARY_PERSONAL : VARY_PUBLIC, VARY_ALWAYS);
    String advice = principal.personal() ? "private" : "public";
    Reply advised = reply.with("Cache-Control", advice + ", max-age=60, s-maxage=60");
    Optional<String> tag = validators.tag(request, vary, reply.body());
    if (tag.isPresent()) {
      advised = advised.with("ETag", "\"" + tag.get() + "\"");
    }
    if (reply.status() == 200 && request.isRead() && unchanged(request, reply, tag)) {
      return new Reply(304, advised.headers(), ByteBody.EMPTY, reply.storage())
          .without("Link")
          .without("Content-Type");
    }
    for (String line : vary) {
      advised = advised.with("Vary", line);
    }
    return advised;
  }

  private static boolean unchanged(Incoming request, Reply reply, Optional<String> tag) {
    if (request.header("If-None-Match").isPresent()) {
      return tag.isPresent() && Validators.matches(request.values("If-None-Match"), tag.get());
    }
    Optional<Instant> since = request.header("If-Modified-Since").flatMap(Finisher::date);
    Optional<Instant> modified = date(reply.header("Last-Modified"));
    return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
  }

  private static Optional<Instant> date(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String mediaType(Incoming request) {
    return Stream.of("raw", "text", "html", "full", "diff", "patch", "sha", "object")
        .filter(request::wants)
        .findFirst()
        .map(parameter -> "github.v3; param=" + parameter + "; format=json")
        .orElse("github.v3; format=json");
  }

  private static boolean compressible(Reply reply) {
    String type = reply.header("Content-Type");
    return reply.status() != 304
        && (type.contains("json") || type.startsWith("text/") || type.contains("github"));
  }

  private static boolean acceptsGzip(Incoming request) {
    return request
        .values("Accept-Encoding")
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(String::strip)
        .anyMatch(
            coding -> coding.equals("gzip") || coding.matches("gzip;\\s*q=(1|0\\.[0-9]*[1-9]).*"));
  }

  /** A compressed answer's tag is weak, with the same digits. */
  private static Reply gzipped(Reply reply) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      reply.body().write(gzip, 0, reply.body().length());
    } catch (IOException e) {
      throw new UncheckedIOException("memory always takes bytes", e);
    }
    String tag = reply.header("ETag");
    Reply weak = tag.isEmpty() ? reply : reply.without("ETag").with("ETag", "W/" + tag);
    return weak.withBody(new ByteBody(bytes.toByteArray())).with("Content-Encoding", "gzip");
  }
}
