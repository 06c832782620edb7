package io.lictor.discovery.consul;

import java.io.IOException;

/** A transport that tells the {@link TrafficMeter} of each question. One thread asks; any closes. Owns the transport below. */
final class MeterTransport implements ConsulTransport {

    private final ConsulTransport transport;
    private final TrafficMeter meter;

    MeterTransport(ConsulTransport transport, TrafficMeter meter) {
        this.transport = transport;
        this.meter = meter;
    }

    @Override
    public Answer get(Query query) throws IOException {
        meter.asked();
        try {
            Answer answer = transport.get(query);
            meter.came(answer);
            return answer;
        } finally {
            meter.closed();
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
