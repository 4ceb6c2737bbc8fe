package planted.backends.storage.redis;

public final class Shelf {}
