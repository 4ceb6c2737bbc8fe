package dev.headgate.core.cache;

/**
 * How full a cache is.
 *
 * @param resources how many resources it knows
 * @param bytes about how many bytes they take
 * @param evicted how many were forgotten for want of room since the start
 * @param damaged how often something that was stored could not be read back and was taken for
 *     unknown, since this process started
 */
public record CacheUsage(long resources, long bytes, long evicted, long damaged) {}
