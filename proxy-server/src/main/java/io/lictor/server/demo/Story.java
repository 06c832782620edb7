package io.lictor.server.demo;

import io.lictor.server.demo.Traffic.Answer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code lictor demo --once}: what the proxy is for, step by step, each with its measured figure.
 *
 * <p>Runs on the main thread, once. Owns nothing: the services, the registry and the proxy are the caller's.
 */
final class Story {

    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration AROUND_THE_KILL = Duration.ofMillis(1500);
    private static final Duration AFTERWARDS = Duration.ofMillis(500);
    private static final long AT_ONCE_MILLIS = 100;
    private static final int TURNS = 10;

    private final DemoRegistry registry;
    private final DemoServices services;
    private final URI uri;
    private final PrintStream out;
    private boolean held = true;

    Story(DemoRegistry registry, DemoServices services, URI uri, PrintStream out) {
        this.registry = registry;
        this.services = services;
        this.uri = uri;
        this.out = out;
    }

    /** Tells it; false when a step did not hold. */
    boolean tell() throws IOException, InterruptedException {
        DemoService first = services.get(0);
        DemoService second = services.get(1);
        try (Traffic traffic = new Traffic(uri, PAUSE)) {
            bothInTurn(traffic, first, second);
            traffic.start();
            oneIsKilled(traffic, first, second);
            DemoService third = aThirdComes(traffic);
            allAreDeregistered(traffic, List.of(first, second, third), List.of(second, third));
            oneComesBack(traffic, second);
            out.println();
            out.println(held ? "Every step held." : "NOT every step held.");
        }
        return held;
    }

    private void bothInTurn(Traffic traffic, DemoService first, DemoService second)
            throws IOException, InterruptedException {
        for (DemoService service : List.of(first, second)) {
            registry.register(service);
            registry.awaitPassing(service, PATIENCE);
        }
        awaitBoth(traffic, first, second);
        boolean inTurn = true;
        Answer before = traffic.once();
        for (int i = 1; i < TURNS; i++) {
            Answer answer = traffic.once();
            inTurn &= answer.status() == 200 && !answer.body().equals(before.body());
            before = answer;
        }
        step(inTurn, "two instances are registered: they answer in turn", TURNS + " requests, one each by turns");
    }

    private static void awaitBoth(Traffic traffic, DemoService first, DemoService second) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        boolean sawFirst = false;
        boolean sawSecond = false;
        while (!(sawFirst && sawSecond) && System.nanoTime() - until < 0) {
            Answer answer = traffic.once();
            sawFirst |= answer.isFrom(first);
            sawSecond |= answer.isFrom(second);
        }
    }

    private void oneIsKilled(Traffic traffic, DemoService victim, DemoService survivor) throws InterruptedException {
        long start = System.nanoTime();
        traffic.goOn(AFTERWARDS);
        victim.kill();
        traffic.goOn(AROUND_THE_KILL);
        List<Answer> answers = traffic.since(start);
        List<Answer> failed =
                answers.stream().filter(answer -> answer.status() != 200).toList();
        boolean hit = answers.stream().anyMatch(answer -> answer.isFrom(victim))
                && answers.stream().anyMatch(answer -> answer.isFrom(survivor));
        step(
                failed.isEmpty() && hit,
                victim.name() + " is killed (SIGKILL) under load: no request fails",
                answers.size() + " requests, " + failed.size() + " failed"
                        + (failed.isEmpty() ? "" : ", the first: " + failed.get(0)));
    }

    private DemoService aThirdComes(Traffic traffic) throws IOException, InterruptedException {
        DemoService third = services.start();
        long start = System.nanoTime();
        registry.register(third);
        long passing = registry.awaitPassing(third, PATIENCE);
        Optional<Answer> first = traffic.await(start, PATIENCE, answer -> answer.isFrom(third));
        long millis = first.map(answer -> millis(passing, answer.end())).orElse(Long.MAX_VALUE);
        step(
                millis <= AT_ONCE_MILLIS,
                third.name() + " is registered: it gets traffic within " + AT_ONCE_MILLIS + " ms of passing",
                first.isPresent() ? "first answer after " + millis + " ms" : "no answer");
        return third;
    }

    private void allAreDeregistered(Traffic traffic, List<DemoService> all, List<DemoService> alive)
            throws InterruptedException {
        long start = System.nanoTime();
        long[] gone = new long[all.size()];
        for (int i = 0; i < gone.length; i++) {
            gone[i] = System.nanoTime();
            registry.deregister(all.get(i));
        }
        Optional<Answer> bad = traffic.await(start, PATIENCE, answer -> answer.status() == 502);
        traffic.goOn(AFTERWARDS);
        List<Answer> answers = traffic.since(start);
        long slowest = 0;
        for (DemoService service : alive) {
            long deregistered = gone[all.indexOf(service)];
            for (Answer answer : answers) {
                if (answer.isFrom(service)) {
                    slowest = Math.max(slowest, millis(deregistered, answer.start()));
                }
            }
        }
        boolean only502 = bad.isPresent()
                && answers.stream()
                        .filter(answer -> answer.start() - bad.get().end() > 0)
                        .allMatch(answer -> answer.status() == 502);
        step(
                only502 && slowest <= AT_ONCE_MILLIS,
                "all are deregistered: 502, and no instance is asked any more",
                bad.isEmpty() ? "no 502" : "last request to one " + slowest + " ms after its deregistration");
    }

    private void oneComesBack(Traffic traffic, DemoService service) throws IOException, InterruptedException {
        long start = System.nanoTime();
        registry.register(service);
        long passing = registry.awaitPassing(service, PATIENCE);
        Optional<Answer> first = traffic.await(start, PATIENCE, answer -> answer.status() == 200);
        step(
                first.isPresent(),
                service.name() + " comes back: 200",
                first.map(answer -> "first answer " + millis(passing, answer.end()) + " ms after passing")
                        .orElse("no answer"));
    }

    private void step(boolean ok, String what, String figure) {
        held &= ok;
        out.printf("  %-4s  %s%n        %s%n", ok ? "ok" : "FAIL", what, figure);
        out.flush();
    }

    /** Never negative: an answer can be here before the demonstration's own query has heard of the change. */
    private static long millis(long from, long to) {
        return Math.max(0, (to - from + 500_000) / 1_000_000);
    }
}
