package planted.names.core.http;

final class DefaultThing {}
