/**
 * What a filter is: interfaces only. A filter looks at the heads of one route's exchanges, may change their fields, answer in
 * the peers' place, or wait.
 *
 * <p>May depend on {@code http}. What runs them is in {@code exchange}.
 */
@NullMarked
package io.lictor.filter;

import org.jspecify.annotations.NullMarked;
