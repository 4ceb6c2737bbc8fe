package dev.headgate.github.simulator;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The host behind signed URLs, in the manner of Azure Blob Storage: it honours ranges and
 * preconditions, rejects what is expired, and wants no Authorization header.
 */
final class BlobHost {
  private final SignedUrls urls;
  private final Downloads downloads;

  BlobHost(SignedUrls urls, Downloads downloads) {
    this.urls = urls;
    this.downloads = downloads;
  }

  Reply answer(Incoming request, Instant now) {
    String path = request.path().substring(SignedUrls.PREFIX.length());
    if (request.header("Authorization").isPresent()) {
      return error(
          401,
          "InvalidAuthenticationInfo",
          "Authentication information is not given in"
              + " the correct format. Check the value of Authorization header.");
    }
    if (!urls.valid(request, path, now)) {
      return error(
          403,
          "AuthenticationFailed",
          "Server failed to authenticate the request."
              + " Signature not valid in the specified time frame.");
    }
    if (!request.isRead()) {
      return error(405, "UnsupportedHttpVerb", "The resource doesn't support the HTTP verb.");
    }
    Body body = downloads.body(path);
    String tag = "\"0x8D" + tag(body) + "\"";
    if (request.values("If-Match").anyMatch(value -> !value.equals(tag) && !value.equals("*"))) {
      return error(
          412,
          "ConditionNotMet",
          "The condition specified using HTTP conditional" + " header(s) is not met.");
    }
    return ranged(request, body, path).with("ETag", tag);
  }

  private static Reply ranged(Incoming request, Body body, String path) {
    Optional<String> header =
        request
            .header("Range")
            .or(() -> request.header("x-ms-range"))
            .filter(ByteRange::understood);
    if (header.isEmpty()) {
      return whole(200, body, path);
    }
    Optional<ByteRange> range = ByteRange.of(header.get(), body.length());
    if (range.isEmpty()) {
      return error(
              416,
              "InvalidRange",
              "The range specified is invalid for the current size of" + " the resource.")
          .with("Content-Range", "bytes */" + body.length());
    }
    return whole(206, new PartBody(body, range.get()), path)
        .with(
            "Content-Range",
            "bytes %d-%d/%d".formatted(range.get().from(), range.get().to() - 1, body.length()));
  }

  private static Reply whole(int status, Body body, String path) {
    String type =
        path.contains("/tarball")
            ? "application/x-gzip"
            : path.contains("/assets/") ? "application/octet-stream" : "application/zip";
    return azure(Reply.of(status, type, body, Reply.Storage.SILENT))
        .with("Accept-Ranges", "bytes")
        .lastModified(World.moment(0));
  }

  /** The tag changes with the bytes; of generated ones only the length can change. */
  private static String tag(Body body) {
    String digest =
        body instanceof ByteBody ? body.sha256() : Digests.sha1Hex("pattern " + body.length());
    return digest.substring(0, 12).toUpperCase(Locale.ROOT);
  }

  private static Reply error(int status, String code, String message) {
    String xml =
        """
        <?xml version="1.0" encoding="utf-8"?><Error><Code>%s</Code><Message>%s</Message></Error>\
        """
            .formatted(code, message);
    return azure(Reply.of(status, "application/xml", Body.of(xml), Reply.Storage.SILENT))
        .with("x-ms-error-code", code);
  }

  private static Reply azure(Reply reply) {
    return reply
        .with("Server", "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0")
        .with("x-ms-version", "2024-11-04");
  }
}
