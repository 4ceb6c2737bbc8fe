package dev.headgate.embedded.postgres;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.embedded.SharedStores;
import dev.headgate.embedded.SharedStoresContract;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.testing.RealPostgres;
import org.junit.jupiter.api.Test;

class PostgresStoresTest implements SharedStoresContract {
  /** Without a schema: the first who uses it applies that. */
  private final PostgresSettings settings = RealPostgres.shared().database();

  @Override
  public SharedStores stores() {
    return PostgresStores.connect(settings);
  }

  @Test
  void saysWhatIsWrongWithAUrl() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PostgresStores.connect("mysql://localhost/headgate", null, null));
  }
}
