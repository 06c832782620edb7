package io.lictor.discovery.consul;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Consul's answers in short. */
final class Json {

    private Json() {}

    static String list(String... elements) {
        return Arrays.stream(elements).collect(Collectors.joining(",", "[", "]"));
    }

    /** An instance {@code a-PORT} on a node that is up since index 10, with one check. */
    static String instance(String node, int port, String status, String output) {
        return ("{'Node':{'Node':'" + node + "','Address':'10.0.0.1','Datacenter':'dc1','Unknown':[1]},"
                        + "'Service':{'ID':'a-" + port + "','Service':'a','Tags':['x'],'Address':'','Meta':null,"
                        + "'Port':" + port + ",'Weights':{'Passing':1,'Warning':1},'CreateIndex':" + port + "},"
                        + "'Checks':[" + serf("passing", 10)
                        + ",{'CheckID':'c-" + port + "','Status':'" + status + "','Output':'" + output
                        + "','ModifyIndex':20}]}")
                .replace('\'', '"');
    }

    static String passing(String node, int port) {
        return instance(node, port, "passing", "fine");
    }

    static String serf(String status, long modified) {
        return ("{'CheckID':'serfHealth','Status':'" + status + "','Output':'Agent alive','ModifyIndex':" + modified
                        + "}")
                .replace('\'', '"');
    }
}
