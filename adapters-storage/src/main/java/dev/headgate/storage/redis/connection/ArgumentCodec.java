package dev.headgate.storage.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.redisson.client.codec.BaseCodec;
import org.redisson.client.protocol.Decoder;
import org.redisson.client.protocol.Encoder;

/** Bytes go as they are, everything else as its text in UTF-8; what comes back is bytes. */
final class ArgumentCodec extends BaseCodec {

  static final ArgumentCodec INSTANCE = new ArgumentCodec();

  private static final Encoder ENCODER =
      argument ->
          Unpooled.wrappedBuffer(
              argument instanceof byte[] bytes ? bytes : argument.toString().getBytes(UTF_8));

  private static final Decoder<Object> DECODER = (buffer, state) -> bytes(buffer);

  private ArgumentCodec() {}

  @Override
  public Encoder getValueEncoder() {
    return ENCODER;
  }

  @Override
  public Decoder<Object> getValueDecoder() {
    return DECODER;
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }
}
