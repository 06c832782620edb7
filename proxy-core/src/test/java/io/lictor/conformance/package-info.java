/** HTTP/1.1 by the letter: a table of cases, run against Lictor and, on demand, against nginx and HAProxy. */
package io.lictor.conformance;
