/**
 * What {@code lictor import} makes of an nginx.conf, of a template of consul-template, or of tags.
 *
 * <p>Job: reads them, says of each line what becomes of it, and writes flags, tags or KV keys that do the same. May depend on
 * config, config.spec, discovery.
 */
@NullMarked
package io.lictor.server.importer;

import org.jspecify.annotations.NullMarked;
