/**
 * The last good state on disk.
 *
 * <p>Job: writes what discovery knows into a file a datacenter, and reads it at the next start. May depend on
 * {@code discovery}. Files are read and written off the threads that watch.
 */
@NullMarked
package io.lictor.discovery.state;

import org.jspecify.annotations.NullMarked;
