/**
 * The only way out of the data path for metrics and logs: interfaces and records.
 *
 * <p>Job: to tell what happened to whoever measures or logs it, without knowing who that is. May depend on {@code config}
 * and {@code http}.
 */
@NullMarked
package io.lictor.observe;

import org.jspecify.annotations.NullMarked;
