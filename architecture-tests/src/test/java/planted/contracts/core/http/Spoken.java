package planted.contracts.core.http;

/** No port: no adapter implements it. */
public interface Spoken {}
