package dev.headgate.server.endpoint;

/** What a caller sent cannot be used; the message says what was wrong and what was expected. */
public final class BadRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** Answered with that status of the 400s and this message. */
  public BadRequest(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  int status() {
    return status;
  }

  String title() {
    return switch (status) {
      case 413 -> "Content too large";
      case 422 -> "Invalid content";
      case 409 -> "Conflict";
      default -> "Bad request";
    };
  }

  String type() {
    return switch (status) {
      case 413 -> "content-too-large";
      case 422 -> "invalid";
      case 409 -> "conflict";
      default -> "bad-request";
    };
  }
}
