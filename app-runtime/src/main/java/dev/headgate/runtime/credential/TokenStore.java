package dev.headgate.runtime.credential;

import dev.headgate.core.credential.TokenVault;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StoreCalls;

/**
 * Where installation tokens are shared.
 *
 * @param vault what is kept, sealed
 * @param slots whose turn it is to mint
 * @param calls stands before their store
 */
public record TokenStore(TokenVault vault, Slots slots, StoreCalls calls) {}
