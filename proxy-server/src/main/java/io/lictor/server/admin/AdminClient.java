package io.lictor.server.admin;

import io.lictor.explain.Question;
import io.lictor.server.explain.ExplainReport;
import io.lictor.server.lint.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks the admin server of a running Lictor. Blocks; for tools, on the main thread. */
public final class AdminClient {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final String address;

    /**
     * @param address {@code HOST:PORT}
     */
    public AdminClient(String address) {
        this.address = address;
    }

    /**
     * What would become of a request.
     *
     * @throws IOException when there is no answer, or no such page: the message says so
     */
    public ExplainReport explain(Question question) throws IOException {
        StringBuilder query = new StringBuilder("/api/explain?method=")
                .append(encode(question.method()))
                .append("&url=")
                .append(encode(question.url()));
        question.fields().forEach(field -> query.append("&header=").append(encode(field)));
        return Json.read(get(query.toString()), ExplainReport.class);
    }

    /**
     * What is to be said of its routes.
     *
     * @throws IOException when there is no answer, or no such page: the message says so
     */
    public List<Finding> findings() throws IOException {
        return List.of(Json.read(get("/api/lint"), Finding[].class));
    }

    /** What the admin server would have said. */
    public static String json(Object value) {
        return Json.write(value);
    }

    private String get(String page) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://" + address + page).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        try {
            int status = connection.getResponseCode();
            if (status != Answer.OK) {
                throw new IOException("status " + status + " for " + page.replaceFirst("\\?.*", ""));
            }
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readAllBytes(), StandardCharsets.UTF_8);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
