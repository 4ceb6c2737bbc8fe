@NullMarked
package dev.headgate.storage.redis.setting;

import org.jspecify.annotations.NullMarked;
