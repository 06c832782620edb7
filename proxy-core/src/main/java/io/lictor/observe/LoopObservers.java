package io.lictor.observe;

import io.lictor.config.Address;

/** Two observers as one. */
record LoopObservers(LoopObserver first, LoopObserver second) implements LoopObserver {

    @Override
    public void clientConnected() {
        first.clientConnected();
        second.clientConnected();
    }

    @Override
    public void clientDisconnected() {
        first.clientDisconnected();
        second.clientDisconnected();
    }

    @Override
    public void peerConnected(String upstream, Address peer) {
        first.peerConnected(upstream, peer);
        second.peerConnected(upstream, peer);
    }

    @Override
    public void peerDisconnected(String upstream, Address peer) {
        first.peerDisconnected(upstream, peer);
        second.peerDisconnected(upstream, peer);
    }

    @Override
    public void attemptCompleted(String upstream, Address peer, String failure) {
        first.attemptCompleted(upstream, peer, failure);
        second.attemptCompleted(upstream, peer, failure);
    }

    @Override
    public void peerEjected(String upstream, Address peer, String cause) {
        first.peerEjected(upstream, peer, cause);
        second.peerEjected(upstream, peer, cause);
    }

    @Override
    public void peerRestored(String upstream, Address peer, String cause) {
        first.peerRestored(upstream, peer, cause);
        second.peerRestored(upstream, peer, cause);
    }

    @Override
    public void peerSpared(String upstream, Address peer, String cause) {
        first.peerSpared(upstream, peer, cause);
        second.peerSpared(upstream, peer, cause);
    }

    @Override
    public void peerChecked(String upstream, Address peer, boolean passed) {
        first.peerChecked(upstream, peer, passed);
        second.peerChecked(upstream, peer, passed);
    }

    @Override
    public void peerDrained(String upstream, Address peer, int cut) {
        first.peerDrained(upstream, peer, cut);
        second.peerDrained(upstream, peer, cut);
    }

    @Override
    public void retryRefused(String upstream) {
        first.retryRefused(upstream);
        second.retryRefused(upstream);
    }

    @Override
    public void exchangeCompleted(CompletedExchange exchange) {
        first.exchangeCompleted(exchange);
        second.exchangeCompleted(exchange);
    }
}
