package dev.headgate.runtime.admission;

import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.slot.Slots;

/**
 * Where GitHub's secondary limits are counted: beside the ledger of its primary ones.
 *
 * @param buckets what is counted per minute and hour
 * @param slots what is under way
 */
public record GateStore(LimitStore buckets, Slots slots) {}
