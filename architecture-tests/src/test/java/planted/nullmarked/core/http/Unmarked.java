package planted.nullmarked.core.http;

final class Unmarked {}
