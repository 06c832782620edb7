package io.lictor.exchange;

import io.lictor.filter.FilteredRequest;
import io.lictor.filter.FilteredResponse;
import io.lictor.http.Ascii;
import io.lictor.http.Head;
import io.lictor.http.RequestPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the filters of one exchange see of its heads. Usable within their calls only: outside of them every method throws.
 *
 * <p>Confined to the exchange's event loop; for one exchange.
 */
final class FilterViews {

    private final Worker worker;
    private final ExchangeRecord record;
    private final FilterEdits requestEdits = new FilterEdits();
    private final FilterEdits responseEdits = new FilterEdits();
    private final FilteredRequest request = new RequestView();
    private Head responseHead = new Head();
    private boolean open;

    FilterViews(Worker worker, ExchangeRecord record) {
        this.worker = worker;
        this.record = record;
    }

    /** A call of a filter begins, or ends. */
    void open(boolean nowOpen) {
        open = nowOpen;
    }

    FilteredRequest request() {
        return request;
    }

    /** The view of a peer's response; what was changed in that of another attempt counts no more. */
    FilteredResponse response(Head head) {
        responseHead = head;
        responseEdits.clear();
        return new ResponseView();
    }

    FilterEdits requestEdits() {
        return requestEdits;
    }

    FilterEdits responseEdits() {
        return responseEdits;
    }

    private void check() {
        if (!open) {
            throw new IllegalStateException("a head is looked at outside of a call of its filter");
        }
    }

    private List<String> values(Head head, String name) {
        check();
        byte[] lower = Ascii.bytes(name.toLowerCase(Locale.ROOT));
        List<String> values = new ArrayList<>();
        for (int i = 0; i < head.fieldCount(); i++) {
            if (Ascii.equalsLowerCase(head.bytes(), head.nameOffset(i), head.nameLength(i), lower)) {
                values.add(head.value(i));
            }
        }
        return values;
    }

    private final class RequestView implements FilteredRequest {

        @Override
        public String method() {
            check();
            return record.request().text(0, record.request().methodLength());
        }

        @Override
        public String target() {
            check();
            return record.request()
                    .text(record.request().pathOffset(), record.request().pathLength());
        }

        @Override
        public String path() {
            check();
            RequestPath path = worker.pathOfVariable();
            path.of(record.request());
            return new String(path.bytes(), path.offset(), path.length(), StandardCharsets.UTF_8);
        }

        @Override
        public String clientAddress() {
            check();
            return new String(record.clientAddress(), StandardCharsets.US_ASCII);
        }

        @Override
        public Optional<String> field(String name) {
            return fields(name).stream().findFirst();
        }

        @Override
        public List<String> fields(String name) {
            return values(record.request(), name);
        }

        @Override
        public void set(String name, String value) {
            check();
            requestEdits.set(name, value);
        }

        @Override
        public void add(String name, String value) {
            check();
            requestEdits.add(name, value);
        }

        @Override
        public void remove(String name) {
            check();
            requestEdits.remove(name);
        }
    }

    private final class ResponseView implements FilteredResponse {

        @Override
        public int status() {
            check();
            return responseHead.status();
        }

        @Override
        public FilteredRequest request() {
            return request;
        }

        @Override
        public Optional<String> field(String name) {
            return fields(name).stream().findFirst();
        }

        @Override
        public List<String> fields(String name) {
            return values(responseHead, name);
        }

        @Override
        public void set(String name, String value) {
            check();
            responseEdits.set(name, value);
        }

        @Override
        public void add(String name, String value) {
            check();
            responseEdits.add(name, value);
        }

        @Override
        public void remove(String name) {
            check();
            responseEdits.remove(name);
        }
    }
}
