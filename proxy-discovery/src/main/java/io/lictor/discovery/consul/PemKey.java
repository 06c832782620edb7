package io.lictor.discovery.consul;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key out of PEM: PKCS#8 ({@code PRIVATE KEY}), SEC 1 ({@code EC PRIVATE KEY}, RFC 5915), which {@code consul tls
 * cert create} writes, and PKCS#1 ({@code RSA PRIVATE KEY}, RFC 8017). Without state; any thread.
 */
/*
 * The JDK reads PKCS#8 only. The others are the part of it that is the key, so the frame is put around them (RFC 5208
 * section 5): a version, the algorithm with the curve, and the key.
 */
final class PemKey {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*)PRIVATE KEY-----(.*?)-----END \\1PRIVATE KEY-----", Pattern.DOTALL);

    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int CURVE = 0xa0;

    private static final byte[] VERSION = {INTEGER, 1, 0};
    /** 1.2.840.10045.2.1 */
    private static final byte[] EC = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
    /** 1.2.840.113549.1.1.1, and no parameters. */
    private static final byte[] RSA = {0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0};

    private PemKey() {}

    /**
     * The first private key in {@code pem}.
     *
     * @throws InvalidKeyException when there is none that can be read; the message says nothing of what is in it
     */
    static PrivateKey read(String pem) throws InvalidKeyException {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new InvalidKeyException("no private key");
        }
        String form = block.group(1).strip();
        if (form.equals("ENCRYPTED") || block.group(2).contains("ENCRYPTED")) {
            throw new InvalidKeyException("the key is encrypted");
        }
        byte[] encoded = decoded(block.group(2));
        return switch (form) {
            case "" -> key(encoded);
            case "EC" -> key(framed(encoded, EC, curve(encoded)));
            case "RSA" -> key(framed(encoded, RSA));
            default -> throw new InvalidKeyException("a key of the form " + form);
        };
    }

    private static byte[] decoded(String base64) throws InvalidKeyException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("no Base64", e);
        }
    }

    /** The algorithm stands in the key, but the JDK wants to be told. */
    private static PrivateKey key(byte[] pkcs8) throws InvalidKeyException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException | NoSuchAlgorithmException e) {
                // One of another algorithm, or of none.
            }
        }
        throw new InvalidKeyException("no key of " + String.join(", ", ALGORITHMS));
    }

    private static byte[] framed(byte[] key, byte[]... algorithm) {
        return der(SEQUENCE, VERSION, der(SEQUENCE, algorithm), der(OCTETS, key));
    }

    /** The curve's name in a key of RFC 5915, which is optional there, as it may stand elsewhere. */
    private static byte[] curve(byte[] sec1) throws InvalidKeyException {
        ByteBuffer key = content(ByteBuffer.wrap(sec1), SEQUENCE);
        content(key, INTEGER);
        content(key, OCTETS);
        ByteBuffer name = content(key, CURVE);
        byte[] bytes = new byte[name.remaining()];
        name.get(bytes);
        return bytes;
    }

    /** What the next element holds, which is to be of this kind (X.690 section 8.1). */
    private static ByteBuffer content(ByteBuffer in, int kind) throws InvalidKeyException {
        if (in.remaining() < 2 || (in.get() & 0xff) != kind) {
            throw new InvalidKeyException("no key of RFC 5915 with its curve");
        }
        int length = in.get() & 0xff;
        if (length > 0x7f) {
            int bytes = length & 0x7f;
            length = 0;
            while (bytes-- > 0 && in.hasRemaining() && length < 0x10000) {
                length = length << 8 | in.get() & 0xff;
            }
        }
        if (length > in.remaining()) {
            throw new InvalidKeyException("a key that is cut");
        }
        ByteBuffer content = in.slice(in.position(), length);
        in.position(in.position() + length);
        return content;
    }

    private static byte[] der(int kind, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(kind);
        int length = content.size();
        if (length > 0xff) {
            element.write(0x82);
            element.write(length >> 8);
        } else if (length > 0x7f) {
            element.write(0x81);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
