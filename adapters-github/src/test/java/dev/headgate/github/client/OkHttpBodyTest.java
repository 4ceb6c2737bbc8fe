package dev.headgate.github.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.gateway.RequestBody;
import dev.headgate.core.gateway.RequestBodyContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import okhttp3.MediaType;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OkHttpBodyTest implements RequestBodyContract {
  @Override
  public RequestBody body(byte[] bytes) throws IOException {
    return new OkHttpBody(okhttp3.RequestBody.create(bytes));
  }

  @Test
  void isConsumedOnceItWasWritten() throws IOException {
    RequestBody body = body(new byte[10]);

    body.writeTo(new ByteArrayOutputStream());

    assertThat(body.consumed()).isTrue();
  }

  /** One that can be written once, and does not say how long it is. */
  @Nested
  class OneShot implements RequestBodyContract {
    @Override
    public RequestBody body(byte[] bytes) throws IOException {
      return new OkHttpBody(
          new okhttp3.RequestBody() {
            private boolean written;

            @Override
            public @Nullable MediaType contentType() {
              return null;
            }

            @Override
            public boolean isOneShot() {
              return true;
            }

            @Override
            public void writeTo(BufferedSink sink) throws IOException {
              assertThat(written).isFalse();
              written = true;
              sink.write(bytes);
            }
          });
    }
  }
}
