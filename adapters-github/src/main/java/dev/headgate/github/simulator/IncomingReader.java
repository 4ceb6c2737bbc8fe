package dev.headgate.github.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;

/** Takes a request off the wire, its body bounded. */
final class IncomingReader {
  static final int LARGEST_BODY = 25 << 20;
  private static final Pattern UPLOAD = Pattern.compile("/repos/[^/]+/[^/]+/releases/[^/]+/assets");
  private static final String ALIAS = "/api/v3";

  /** The body exceeds what GitHub takes. */
  static final class TooLarge extends IOException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super("body: more than " + LARGEST_BODY + " bytes (expected: at most that)");
    }
  }

  private IncomingReader() {}

  static Incoming read(Request request) throws IOException {
    Incoming head = withoutBody(request);
    boolean upload = head.is("POST") && UPLOAD.matcher(head.path()).matches();
    MessageDigest digest = Digests.sha256();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    long length = copy(request, digest, kept, upload);
    return head.withBody(new ByteBody(kept.toByteArray()), Digests.hex(digest.digest()), length);
  }

  /** The request's line and headers, its body unread. */
  static Incoming withoutBody(Request request) {
    HttpURI uri = request.getHttpURI();
    String target = Objects.requireNonNullElse(uri.getPathQuery(), "/");
    int question = target.indexOf('?');
    String rawPath = question < 0 ? target : target.substring(0, question);
    String prefix = rawPath.startsWith(ALIAS + "/") ? ALIAS : "";
    String path = rawPath.substring(prefix.length());
    List<Header> headers = request.getHeaders().stream().map(IncomingReader::header).toList();
    return new Incoming(
        request.getMethod(),
        rawPath.equals("/api/graphql") ? "/graphql" : path,
        question < 0 ? "" : target.substring(question + 1),
        (request.isSecure() ? "https://" : "http://") + uri.getAuthority(),
        prefix,
        headers,
        new ByteBody(new byte[0]),
        "",
        0,
        Request.getRemoteAddr(request));
  }

  private static Header header(HttpField field) {
    String value = field.getValue();
    return new Header(field.getName(), value == null ? "" : value);
  }

  private static long copy(
      Request request, MessageDigest digest, ByteArrayOutputStream kept, boolean upload)
      throws IOException {
    long length = 0;
    byte[] chunk = new byte[8_192];
    try (InputStream in = Request.asInputStream(request)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
        length += read;
        if (length > LARGEST_BODY && !upload) {
          throw new TooLarge();
        }
        if (!upload) {
          kept.write(chunk, 0, read);
        }
      }
    }
    return length;
  }
}
