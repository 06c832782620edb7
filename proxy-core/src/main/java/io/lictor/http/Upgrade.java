package io.lictor.http;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Switching to another protocol: RFC 9110 section 7.8. Without state: any thread.
 *
 * <p>Only one protocol at a time is understood, and only on a request without a body: what follows it is then the other
 * protocol's, and belongs to nobody before the 101.
 */
public final class Upgrade {

    private static final byte[] UPGRADE = Ascii.bytes("upgrade");

    private Upgrade() {}

    /**
     * The field of a request that asks for one of {@code allowed}; -1 when it asks for none of them.
     *
     * @param allowed protocols in lower case
     */
    public static int requested(Head request, List<String> allowed) {
        if (!request.has(FieldName.UPGRADE) || request.minorVersion() == 0 || request.bodyLength() != 0) {
            return -1;
        }
        int field = upgradeField(request);
        return field >= 0 && allowed.contains(protocol(request, field)) ? field : -1;
    }

    /** Whether a 101 switches to the protocol that {@code request}'s {@code field} asks for. */
    public static boolean isAccepted(Head response, Head request, int field) {
        int accepted = field < 0 ? -1 : upgradeField(response);
        return accepted >= 0 && protocol(response, accepted).equals(protocol(request, field));
    }

    /** The one Upgrade field, if Connection names it. */
    private static int upgradeField(Head head) {
        int field = head.find(FieldName.UPGRADE);
        if (field < 0 || head.findFrom(field + 1, FieldName.UPGRADE) >= 0) {
            return -1;
        }
        for (int i = head.find(FieldName.CONNECTION); i >= 0; i = head.findFrom(i + 1, FieldName.CONNECTION)) {
            if (Ascii.listHolds(head.bytes(), head.valueOffset(i), head.valueLength(i), UPGRADE)) {
                return field;
            }
        }
        return -1;
    }

    private static String protocol(Head head, int field) {
        byte[] lower = new byte[head.valueLength(field)];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = (byte) Ascii.toLower(head.bytes()[head.valueOffset(field) + i]);
        }
        return new String(lower, StandardCharsets.ISO_8859_1);
    }
}
