package planted.nullmarked.core.quota;

final class Marked {}
