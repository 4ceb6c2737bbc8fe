package dev.headgate.storage.memory.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import dev.headgate.core.credential.SharedCredentialsContract;
import dev.headgate.core.credential.TokenVault;
import dev.headgate.core.credential.TokenVaultContract;
import dev.headgate.core.slot.Slots;
import dev.headgate.storage.memory.slot.MemorySlots;
import org.junit.jupiter.api.Test;

class MemoryTokenVaultTest implements TokenVaultContract, SharedCredentialsContract {
  private final TokenVault vault = new MemoryTokenVault();
  private final Slots slots = new MemorySlots();

  @Override
  public TokenVault vault() {
    return vault;
  }

  @Override
  public Slots slots() {
    return slots;
  }

  @Test
  void theModuleBindsThePortToOneStore() {
    Injector injector = Guice.createInjector(new MemoryCredentialModule());
    assertThat(injector.getInstance(TokenVault.class))
        .isInstanceOf(MemoryTokenVault.class)
        .isSameAs(injector.getInstance(TokenVault.class));
  }
}
