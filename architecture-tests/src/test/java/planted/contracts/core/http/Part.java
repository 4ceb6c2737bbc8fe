package planted.contracts.core.http;

/** Handed out by a port, and so covered by its contract. */
public interface Part {}
