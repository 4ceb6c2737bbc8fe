package planted.untested.core.http;

public interface Promises {}
