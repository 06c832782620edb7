package io.lictor.discovery;

import java.util.List;

/**
 * Makes weights of shares. Without state: any thread.
 *
 * <p>Who asks for a share of a route's requests gets it first; the others divide the rest among themselves by their weights.
 * When the shares come to more than everything, or nobody is left for the rest, they are scaled to everything; who has no
 * share gets nothing then.
 */
/*
 * Fabio's rule, which its users rely on. Fabio fills a ring of 10,000 slots, at least one for every share above nothing; the
 * weights here are counted in the same slots, so that peers get what they got there.
 */
final class Shares {

    /** All of a route's requests, in the unit of a share. */
    static final int ALL = 1_000_000;

    private static final int SLOTS = 10_000;

    private Shares() {}

    /**
     * What one peer asks for.
     *
     * @param share in millionths; 0 = none
     * @param weight its share of the rest, 1 or more
     */
    record Wish(int share, int weight) {}

    /** The weight of each; 0 for who gets nothing. Without any share they are the weights themselves. */
    static int[] weights(List<Wish> wishes) {
        long fixed = wishes.stream().mapToLong(Wish::share).sum();
        if (fixed == 0) {
            return wishes.stream().mapToInt(Wish::weight).toArray();
        }
        long others = wishes.stream()
                .filter(wish -> wish.share() == 0)
                .mapToLong(Wish::weight)
                .sum();
        double scale = fixed > ALL || others == 0 ? 1.0 / fixed : 1.0 / ALL;
        double rest = Math.max(0, 1 - fixed * scale);
        int[] weights = new int[wishes.size()];
        int common = 0;
        for (int i = 0; i < weights.length; i++) {
            Wish wish = wishes.get(i);
            double part = wish.share() > 0 ? wish.share() * scale : rest * wish.weight() / others;
            weights[i] = part < 1e-9 ? 0 : (int) Math.max(1, Math.round(part * SLOTS));
            common = gcd(common, weights[i]);
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= Math.max(1, common);
        }
        return weights;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
