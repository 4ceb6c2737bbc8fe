@NullMarked
package dev.headgate.k8s;

import org.jspecify.annotations.NullMarked;
