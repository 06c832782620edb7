/** Placeholder. */
@NullMarked
package io.lictor.discovery;

import org.jspecify.annotations.NullMarked;
