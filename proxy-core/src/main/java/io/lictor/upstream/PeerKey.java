package io.lictor.upstream;

/** What makes a peer the same one: its upstream, and where and how it is connected to. */
record PeerKey(String upstream, Endpoints.Key endpoint) {}
