package planted.features.core.http;

final class Settled {}
