package io.lictor.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.testkit.Heads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    sid=1           | 1
                    a=2; sid=1      | 1
                    sid=1; a=2      | 1
                    a=2;sid=1;b=3   | 1
                    a=2;  sid=1 ;   | 1
                    sid=            | ''
                    sid=a=b         | a=b
                    xsid=1          | none
                    sidx=1          | none
                    SID=1           | none
                    sid             | none
                    sid; a=1        | none
                    a=sid=1         | none
                    ;;              | none
                    sid=1; sid=2    | 1
                    """)
    void findsTheFirstOfItsName(String cookies, String value) {
        assertThat(find(Heads.request("GET / HTTP/1.1", "Host: a", "Cookie: " + cookies)))
                .isEqualTo(value);
    }

    @Test
    void looksAtEveryField() {
        assertThat(find(Heads.request("GET / HTTP/1.1", "Cookie: a=1", "Host: a", "Cookie: sid=2")))
                .isEqualTo("2");
        assertThat(find(Heads.request("GET / HTTP/1.1", "Host: a"))).isEqualTo("none");
    }

    private static String find(Head head) {
        long found = Cookie.find(head, Ascii.bytes("sid"));
        return found < 0 ? "none" : head.text((int) (found >>> 32), (int) found);
    }
}
