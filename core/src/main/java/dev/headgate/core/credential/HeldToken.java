package dev.headgate.core.credential;

/** A token in this process, with the form in which the store keeps it. */
record HeldToken(AccessToken token, SealedToken sealed) {}
