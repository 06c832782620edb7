package io.lictor.discovery.consul;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One of the addresses that a service or a node has by name: {@code lan}, {@code wan}, {@code lan_ipv6} …
 *
 * @param address empty where the registration has none
 * @param port that of the service at this address; 0 where it is the usual one, as for a node's
 */
record TaggedAddress(String address, int port) {

    /** Of whom has none. */
    static final TaggedAddress NONE = new TaggedAddress("", 0);

    /** The attribute of a reader that says which one is wanted. Without it none is read. */
    static final Object WANTED = TaggedAddress.class;

    /**
     * Reads the wanted one out of {@code TaggedAddresses}, an object of objects in a service and one of texts in a node, and
     * makes nothing of the others.
     */
    static final class Reader extends JsonDeserializer<@Nullable TaggedAddress> {

        @Override
        public @Nullable TaggedAddress deserialize(JsonParser parser, DeserializationContext context)
                throws IOException {
            Object wanted = context.getAttribute(WANTED);
            if (wanted == null || !parser.isExpectedStartObjectToken()) {
                parser.skipChildren();
                return null;
            }
            TaggedAddress found = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isIt = parser.currentName().equals(wanted);
                JsonToken value = parser.nextToken();
                if (isIt && value == JsonToken.VALUE_STRING) {
                    found = new TaggedAddress(parser.getText(), 0);
                } else if (isIt && value == JsonToken.START_OBJECT) {
                    found = ofService(parser);
                } else {
                    parser.skipChildren();
                }
            }
            return found;
        }

        private static TaggedAddress ofService(JsonParser parser) throws IOException {
            String address = "";
            int port = 0;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("Address") && value == JsonToken.VALUE_STRING) {
                    address = parser.getText();
                } else if (name.equals("Port") && value == JsonToken.VALUE_NUMBER_INT) {
                    port = parser.getIntValue();
                } else {
                    parser.skipChildren();
                }
            }
            return new TaggedAddress(address, port);
        }
    }
}
