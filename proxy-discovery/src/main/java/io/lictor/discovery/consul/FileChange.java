package io.lictor.discovery.consul;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Notices that a file is another one than before. One thread. */
final class FileChange {

    private final Path file;
    private Object seen;

    /** From now on. */
    FileChange(Path file) {
        this.file = file;
        this.seen = mark(file);
    }

    Path file() {
        return file;
    }

    /** Whether it changed since the last call; one that is not there is no change. */
    boolean happened() {
        Object now = mark(file);
        if (now.equals(seen) || now.equals("")) {
            return false;
        }
        seen = now;
        return true;
    }

    /** A rename in its place shows in the key, a write in the time or the size. */
    private static Object mark(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Mark(attributes.lastModifiedTime().toMillis(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return "";
        }
    }

    private record Mark(long modified, long size, @Nullable Object key) {}
}
