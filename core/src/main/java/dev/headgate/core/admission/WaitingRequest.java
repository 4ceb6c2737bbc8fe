package dev.headgate.core.admission;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request that waits for its turn in this process.
 *
 * @param request what waits
 * @param position its place in the line of its counter; 1 is the next
 * @param since when it came
 * @param reason what stood against it when it was tried last; null where those before it were not
 *     past yet
 * @param until when it is tried again at the latest; null where it was not tried yet
 */
public record WaitingRequest(
    AdmissionRequest request,
    int position,
    Instant since,
    Attempt.@Nullable Reason reason,
    @Nullable Instant until) {}
