package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A control call that cannot be obeyed, with what was wrong, expected and to be done. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  Problem(int status, String detail) {
    super(detail);
    this.status = status;
  }

  static Problem bad(String detail) {
    return new Problem(400, detail);
  }

  static Problem unknown(Incoming request, String calls) {
    return new Problem(
        404, request.method() + " " + request.path() + " (expected: one of " + calls + ")");
  }

  Reply reply() {
    ObjectNode node = Json.object();
    node.put("type", "about:blank");
    node.put("title", status == 404 ? "No such control call" : "The control call is not valid");
    node.put("status", status);
    node.put("detail", getMessage());
    return Reply.of(
        status, "application/problem+json", Body.of(Json.bytes(node)), Reply.Storage.SILENT);
  }
}
