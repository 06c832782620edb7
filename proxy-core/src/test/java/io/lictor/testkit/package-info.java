/** What tests of a proxy need: peers that follow a script, clients that send any bytes, a clock that is turned by hand. */
package io.lictor.testkit;
