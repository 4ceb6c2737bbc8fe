package dev.headgate.server.endpoint;

import java.io.IOException;

/**
 * Answers one kind of request. Unless its route says that it is {@linkplain Route#instant()
 * instant} it runs on a virtual thread of its own and may wait for a store or for the request's
 * body.
 */
@FunctionalInterface
public interface Endpoint {
  /**
   * The answer.
   *
   * @throws Problem for a request that cannot be granted, with what to tell the client
   * @throws IOException if the client's body breaks off, or is too slow
   * @throws dev.headgate.core.storage.StorageFailure where a store is away: the client is told 503
   */
  Answer answer(Call call) throws IOException;
}
