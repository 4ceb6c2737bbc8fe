package planted.names.core.http;

final class IpAddress {}
