package io.lictor.discovery.consul;

import java.io.IOException;

/**
 * Believes an empty answer only when the token may see something at all.
 *
 * <p>Confined to its watch's thread. Uses the watch's transport.
 *
 * @param <T> what discovery is told
 */
final class BelievedReader<T> implements AnswerReader<T> {

    private final AnswerReader<T> reader;
    private final SelfTest selfTest;
    private final ConsulTransport transport;

    BelievedReader(AnswerReader<T> reader, SelfTest selfTest, ConsulTransport transport) {
        this.reader = reader;
        this.selfTest = selfTest;
        this.transport = transport;
    }

    @Override
    public T read(Answer answer, long index, boolean fresh, boolean continuous) throws IOException {
        String body = answer.body().strip();
        if (body.equals("[]") || body.equals("{}")) {
            if (answer.isFiltered()) {
                throw new ConsulException("all of the answer was filtered (expected: a token that may read it)", true);
            }
            selfTest.mayBeEmpty(transport);
        }
        return reader.read(answer, index, fresh, continuous);
    }

    @Override
    public boolean isSame(T answer, T earlier) {
        return reader.isSame(answer, earlier);
    }

    @Override
    public boolean isUnsure() {
        return reader.isUnsure();
    }

    @Override
    public boolean isMissing(T answer) {
        return reader.isMissing(answer);
    }
}
