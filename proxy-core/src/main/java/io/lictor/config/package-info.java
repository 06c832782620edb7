/**
 * The desired state as plain records: routes, upstreams, peers and their options.
 *
 * <p>Job: to say what should be, in nginx's terms, without knowing who said it (a flag, a tag, a test).
 * May depend on nothing of Lictor's.
 */
@NullMarked
package io.lictor.config;

import org.jspecify.annotations.NullMarked;
