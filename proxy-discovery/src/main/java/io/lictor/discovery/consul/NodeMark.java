package io.lictor.discovery.consul;

import io.lictor.discovery.consul.ConsulJson.CatalogNode;
import org.jspecify.annotations.Nullable;

/**
 * By what a node is told from one of the same name in another history: a registry that was built anew catalogues it again, at
 * another index or with another id, and may have come past the index that is remembered of the old one.
 *
 * @param created the index at which it was catalogued; 0 where the registry does not say
 * @param id the hash of its id, of which there are as many as instances; 0 where it has none
 */
record NodeMark(long created, int id) {

    /** Of a node of which nothing is known. */
    static final NodeMark UNKNOWN = new NodeMark(0, 0);

    static NodeMark of(long created, @Nullable String id) {
        return new NodeMark(created, id == null ? 0 : id.hashCode());
    }

    static NodeMark of(CatalogNode node) {
        return of(node.createIndex(), node.id());
    }
}
