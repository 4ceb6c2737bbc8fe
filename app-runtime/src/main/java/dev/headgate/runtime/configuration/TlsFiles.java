package dev.headgate.runtime.configuration;

import java.nio.file.Path;

/**
 * Where the certificate lies that listeners show.
 *
 * @param certificate PEM, the server's certificate first, then its issuers'
 * @param key PEM, its private key
 */
public record TlsFiles(Path certificate, Path key) {}
