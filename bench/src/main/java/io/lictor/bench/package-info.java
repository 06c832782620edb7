/** Placeholder. */
@NullMarked
package io.lictor.bench;

import org.jspecify.annotations.NullMarked;
