package dev.headgate.core.gateway;

class BytesBodyTest implements RequestBodyContract {
  @Override
  public RequestBody body(byte[] bytes) {
    return RequestBody.of(bytes);
  }
}
