package dev.headgate.server.storage;

import dev.headgate.runtime.configuration.StorageSettings.Store;

/**
 * A store that this process is connected to.
 *
 * @param store which
 * @param ping asks it something small; throws a {@link dev.headgate.core.storage.StorageFailure}
 *     where it does not answer
 * @param connection ends the connection
 */
record Backend(Store store, Runnable ping, AutoCloseable connection) {}
