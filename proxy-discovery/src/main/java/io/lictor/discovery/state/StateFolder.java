package io.lictor.discovery.state;

import io.lictor.discovery.SavedState;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of state, one a datacenter: {@code state-DC.json}, readable by their owner only; {@code state-.json} while the
 * datacenter's name is not known.
 *
 * <p>One thread at a time. Owns nothing but what is in the folder.
 */
/*
 * A file is written beside the old one, brought to the disk, and takes its place by a rename: whoever reads, after
 * whatever crash, finds the old one or the new one and never a part.
 */
final class StateFolder {

    /** No proxy knows as much; a file that is longer is not ours. */
    static final long MOST_BYTES = 256L << 20;

    private static final Logger log = LoggerFactory.getLogger(StateFolder.class);
    private static final String PREFIX = "state-";
    private static final String SUFFIX = ".json";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;

    /**
     * Uses a folder, and makes it where it is not there.
     *
     * @throws IOException when it cannot be written to
     */
    StateFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
            throw new IOException("permission denied");
        }
    }

    /**
     * What was kept of a datacenter; empty, and said in the log, where it cannot be used.
     *
     * @param datacenter which one; empty for that of which something was written last
     */
    Optional<SavedState> load(String datacenter) {
        List<Path> found = files(datacenter);
        if (found.size() > 1) {
            log.info("state files={} taken={} why=\"written last\"", found, found.get(0));
        }
        Optional<SavedState> named = found.isEmpty() ? Optional.empty() : read(found.get(0));
        Path nameless = file("");
        return named.isEmpty() && datacenter.isEmpty() && Files.exists(nameless, LinkOption.NOFOLLOW_LINKS)
                ? read(nameless)
                : named;
    }

    /** The newest first. */
    private List<Path> files(String datacenter) {
        if (!datacenter.isEmpty()) {
            Path file = file(datacenter);
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? List.of(file) : List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isState(file) && !file.equals(file("")))
                    .sorted(Comparator.comparing(StateFolder::written).reversed())
                    .toList();
        } catch (IOException e) {
            log.warn("state ignored folder={} why=\"cannot be listed: {}\"", folder, e.toString());
            return List.of();
        }
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static boolean isState(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    private Optional<SavedState> read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new StateException("longer than " + MOST_BYTES + " bytes");
            }
            SavedState state = StateFormat.read(Files.readAllBytes(file));
            if (!file(state.datacenter()).equals(file)) {
                throw new StateException("of datacenter \"" + state.datacenter() + "\" (expected: that of its name)");
            }
            return Optional.of(state);
        } catch (StateException e) {
            log.warn("state ignored file={} why=\"{}\"", file, e.getMessage());
        } catch (IOException e) {
            log.warn("state ignored file={} why=\"cannot be read: {}\"", file, e.toString());
        }
        return Optional.empty();
    }

    private Path file(String datacenter) {
        return folder.resolve(PREFIX + URLEncoder.encode(datacenter, StandardCharsets.UTF_8) + SUFFIX);
    }

    /** How long ago the file of a datacenter was written, in milliseconds; -1 where there is none. Any thread. */
    long ageMillis(String datacenter) {
        try {
            long written = Files.getLastModifiedTime(file(datacenter)).toMillis();
            // The file system's time is the wall's, not a ticker's.
            return Math.max(0, System.currentTimeMillis() - written);
        } catch (IOException e) {
            return -1;
        }
    }

    /**
     * Writes a state in the place of the one before.
     *
     * @throws IOException when that one stands as it was
     */
    void write(SavedState state) throws IOException {
        Path file = file(state.datacenter());
        Path beside = folder.resolve("." + file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try (FileChannel channel = FileChannel.open(
                beside, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
            ByteBuffer bytes = ByteBuffer.wrap(StateFormat.write(state));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (!state.datacenter().isEmpty()) {
            Files.deleteIfExists(file(""));
        }
        forceFolder();
    }

    private FileAttribute<?>[] ownerOnly() {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /** The rename itself is on the disk only when the folder is. */
    private void forceFolder() {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            log.debug("folder={} not forced to the disk: {}", folder, e.toString());
        }
    }
}
