/** Jobs of Kubernetes behind the core's launcher. */
@NullMarked
package dev.headgate.k8s;

import org.jspecify.annotations.NullMarked;
