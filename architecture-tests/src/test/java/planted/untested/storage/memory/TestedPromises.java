package planted.untested.storage.memory;

import planted.untested.core.http.Promises;

final class TestedPromises implements Promises {}
