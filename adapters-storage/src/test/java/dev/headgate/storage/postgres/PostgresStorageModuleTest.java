package dev.headgate.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenBucketsContract;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.storage.postgres.audit.PostgresAuditStore;
import dev.headgate.storage.postgres.connection.Migrations;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.limit.PostgresLimitSweeper;
import dev.headgate.storage.postgres.limit.PostgresTokenBuckets;
import dev.headgate.storage.postgres.limit.PostgresTokenLeases;
import dev.headgate.storage.postgres.quota.PostgresQuotaLedger;
import dev.headgate.storage.postgres.setting.PostgresSharedSettings;
import dev.headgate.storage.postgres.slot.PostgresSlots;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PostgresStorageModuleTest {

  @Test
  void bindsEveryPortAndStartsBeforeItsServerDoes() {
    try (OwnPostgres server = RealPostgres.own()) {
      PostgresSettings settings = PostgresSettings.of(server.url());
      server.stop();
      Injector injector =
          Guice.createInjector(Stage.PRODUCTION, new PostgresStorageModule(settings));
      assertThat(injector.getInstance(TokenLeases.class)).isInstanceOf(PostgresTokenLeases.class);
      assertThat(injector.getInstance(QuotaLedger.class)).isInstanceOf(PostgresQuotaLedger.class);
      assertThat(injector.getInstance(SharedSettings.class))
          .isInstanceOf(PostgresSharedSettings.class);
      assertThat(injector.getInstance(Slots.class)).isInstanceOf(PostgresSlots.class);
      assertThat(injector.getInstance(AuditStore.class)).isInstanceOf(PostgresAuditStore.class);
      TokenBuckets buckets = injector.getInstance(TokenBuckets.class);
      assertThat(buckets)
          .isInstanceOf(PostgresTokenBuckets.class)
          .isSameAs(injector.getInstance(TokenBuckets.class));
      server.restart();
      List<Bucket> bucket = List.of(TokenBucketsContract.fresh("started", Rate.perSecond(1, 5)));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsInstanceOf(StorageFailure.class)
          .until(() -> buckets.take(bucket, 1, 0) == 0);
      injector.getInstance(PostgresLimitSweeper.class).close();
      injector.getInstance(Migrations.class).close();
      injector.getInstance(PostgresDatabase.class).close();
    }
  }
}
