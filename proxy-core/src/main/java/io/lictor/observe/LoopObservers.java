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
    public void peerEjected(String upstream, Address peer, int fails) {
        first.peerEjected(upstream, peer, fails);
        second.peerEjected(upstream, peer, fails);
    }

    @Override
    public void peerRestored(String upstream, Address peer) {
        first.peerRestored(upstream, peer);
        second.peerRestored(upstream, peer);
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
