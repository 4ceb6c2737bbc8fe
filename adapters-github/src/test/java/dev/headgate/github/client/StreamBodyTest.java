package dev.headgate.github.client;

import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.gateway.RequestBodyContract;
import java.io.ByteArrayInputStream;
import java.io.IOException;

class StreamBodyTest implements RequestBodyContract {
  @Override
  public RequestBody body(byte[] bytes) throws IOException {
    return StreamBody.of(new ByteArrayInputStream(bytes));
  }
}
