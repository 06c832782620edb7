/** Generated and broken messages: properties that hold for all of them. Seeded, so that a failure can be repeated. */
@NullMarked
package io.lictor.fuzz;

import org.jspecify.annotations.NullMarked;
