package dev.headgate.storage.redis.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.api.RScript.Mode;
import org.redisson.api.RScript.ReturnType;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisNoScriptException;

/**
 * A Lua script that lies in files beside the class that runs it, and returns an array.
 *
 * <p>The server runs it as one step that nothing else comes between. It runs at the primary, by the
 * digest of its text; a server that does not know the text (any more) is told it and runs it in the
 * same call. All keys of a call must lie in one slot of a cluster: give them one hash tag.
 *
 * <p>Arguments are {@code byte[]}, sent as they are, or anything else, sent as its text. One round
 * trip per call.
 */
public final class RedisScript {

  private final String text;
  private final String digest;

  private RedisScript(String text) {
    this.text = text;
    this.digest = digest(text);
  }

  /**
   * The script in these files, one after the other: what several scripts begin with may lie in a
   * file of its own.
   *
   * @param owner the class that runs it, whose package the files lie in
   * @param files their names, such as {@code acquire.lua}
   * @throws IllegalArgumentException if there is no such file
   */
  public static RedisScript load(Class<?> owner, String... files) {
    return new RedisScript(
        Arrays.stream(files).map(file -> read(owner, file)).collect(Collectors.joining("\n")));
  }

  /**
   * Runs a script that changes something.
   *
   * @throws StorageFailure if it was not done, or may not have been
   */
  public RedisReply run(RedisConnection connection, List<String> keys, Object... arguments) {
    return new RedisReply(connection.write(client -> evaluate(client, keys, arguments)));
  }

  /**
   * Runs a script that can tell by its arguments that it was run before, and changes nothing then:
   * where no answer comes, it is run a second time. Takes no longer than {@link #run}.
   *
   * @param first the arguments of the first time
   * @param again those of the second, which may come before the first
   * @throws StorageFailure if it was not done, or may not have been
   */
  public RedisReply runOnce(
      RedisConnection connection, List<String> keys, Object[] first, Object[] again) {
    return new RedisReply(
        connection.writeOnce(
            client -> evaluate(client, keys, first), client -> evaluate(client, keys, again)));
  }

  /**
   * Runs a script that changes nothing.
   *
   * @throws StorageUnavailable whatever went wrong
   */
  public RedisReply ask(RedisConnection connection, List<String> keys, Object... arguments) {
    return new RedisReply(connection.read(client -> evaluate(client, keys, arguments)));
  }

  private CompletionStage<List<@Nullable Object>> evaluate(
      RedissonClient client, List<String> keys, Object[] arguments) {
    RScript scripts = client.getScript(ArgumentCodec.INSTANCE);
    List<Object> names = List.copyOf(keys);
    CompletionStage<List<@Nullable Object>> known =
        scripts.evalShaAsync(Mode.READ_WRITE, digest, ReturnType.LIST, names, arguments);
    return known.exceptionallyCompose(failure ->
        RedisFailures.cause(failure) instanceof RedisNoScriptException
            ? scripts.evalAsync(Mode.READ_WRITE, text, ReturnType.LIST, names, arguments)
            : CompletableFuture.failedStage(failure));
  }

  private static String read(Class<?> owner, String file) {
    try (InputStream content = owner.getResourceAsStream(file)) {
      if (content == null) {
        throw new IllegalArgumentException(
            "file: %s (expected: a resource beside %s)".formatted(file, owner.getName()));
      }
      return new String(content.readAllBytes(), UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(file, unreadable);
    }
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1 is part of every JDK", e);
    }
  }
}
