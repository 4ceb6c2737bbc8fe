package planted.adapters.storage.memory;

public final class Shelf {}
