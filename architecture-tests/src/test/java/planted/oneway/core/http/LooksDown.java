package planted.oneway.core.http;

public final class LooksDown {}
