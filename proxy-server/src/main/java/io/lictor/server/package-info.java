/** Placeholder. */
@NullMarked
package io.lictor.server;

import org.jspecify.annotations.NullMarked;
