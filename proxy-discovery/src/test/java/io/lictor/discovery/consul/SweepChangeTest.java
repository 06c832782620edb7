package io.lictor.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import io.lictor.discovery.consul.SweepChange.Others;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two answers of a trigger say about services. */
class SweepChangeTest {

    private static CheckTrigger checks(String json) throws ConsulException {
        return checks(json, true, true);
    }

    private static CheckTrigger checks(String json, boolean fresh, boolean continuous) throws ConsulException {
        return new CheckTrigger.Reader().read(new Answer(200, Map.of(), json), 1, fresh, continuous);
    }

    private static String check(String node, String id, String service, String output) {
        return ("{'Node':'" + node + "','CheckID':'" + id + "','ServiceName':'" + service + "','Output':'" + output
                        + "'}")
                .replace('\'', '"');
    }

    private static CatalogTrigger catalog(long index, Map<String, List<String>> services) {
        return new CatalogTrigger(services, index, true, true);
    }

    @Test
    void namesTheServicesWhoseChecksCameOrWent() throws Exception {
        CheckTrigger before = checks(Json.list(check("n1", "c-1", "a", "broken"), check("n1", "c-2", "b", "broken")));
        CheckTrigger after = checks(Json.list(check("n1", "c-2", "b", "broken"), check("n1", "c-3", "c", "x")));
        assertThat(SweepChange.between(before, after))
                .isEqualTo(new SweepChange(Set.of("a", "c"), Set.of(), Others.STAY));
    }

    @Test
    void namesTheNodeOfANodesOwnCheck() throws Exception {
        CheckTrigger before = checks("[]");
        CheckTrigger after = checks(Json.list(check("n1", "serfHealth", "", "gone"), check("n2", "c", "a", "x")));
        assertThat(SweepChange.between(before, after))
                .isEqualTo(new SweepChange(Set.of("a"), Set.of("n1"), Others.STAY));
    }

    @Test
    void seesACheckThatHasRunButNotWhatItSays() throws Exception {
        CheckTrigger silent = checks(Json.list(check("n1", "c", "a", "")));
        CheckTrigger said = checks(Json.list(check("n1", "c", "a", "broken")));
        CheckTrigger other = checks(Json.list(check("n1", "c", "a", "broken again")));
        assertThat(SweepChange.between(silent, said).services()).containsExactly("a");
        assertThat(SweepChange.between(said, other)).isEqualTo(new SweepChange(Set.of(), Set.of(), Others.STAY));
    }

    @Test
    void namesAllAfterAStartABreakOrATimeWithoutALeader() throws Exception {
        CheckTrigger now = checks("[]");
        assertThat(SweepChange.between(null, now).others()).isEqualTo(Others.UNKNOWN);
        assertThat(SweepChange.between(now, checks("[]", true, false)).others()).isEqualTo(Others.UNKNOWN);
        assertThat(SweepChange.between(checks("[]", false, true), now).others()).isEqualTo(Others.UNKNOWN);
        assertThat(SweepChange.between(now, checks("[]", false, true)).others()).isEqualTo(Others.STAY);
        assertThat(SweepChange.between(null, catalog(1, Map.of())).others()).isEqualTo(Others.UNKNOWN);
    }

    @Test
    void namesWhoseTagsChangedFirstAndThenAll() {
        CatalogTrigger before = catalog(7, Map.of("a", List.of("x", "y"), "b", List.of(), "c", List.of("t")));
        CatalogTrigger after = catalog(8, Map.of("a", List.of("y", "x"), "c", List.of(), "d", List.of()));
        assertThat(SweepChange.between(before, after))
                .isEqualTo(new SweepChange(Set.of("b", "c", "d"), Set.of(), Others.MAY_HAVE_MOVED));
        assertThat(SweepChange.between(after, after)).isEqualTo(new SweepChange(Set.of(), Set.of(), Others.STAY));
    }
}
