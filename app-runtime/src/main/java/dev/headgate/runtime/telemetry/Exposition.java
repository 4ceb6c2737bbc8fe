package dev.headgate.runtime.telemetry;

/** All metrics at one moment, written out for whoever asked. */
public final class Exposition {
  private final byte[] bytes;
  private final String contentType;

  Exposition(byte[] bytes, String contentType) {
    this.bytes = bytes;
    this.contentType = contentType;
  }

  /** The response's body, to be read only. */
  public byte[] bytes() {
    return bytes;
  }

  /** The response's {@code Content-Type}. */
  public String contentType() {
    return contentType;
  }
}
