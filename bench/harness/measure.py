"""One load on one proxy, and the table of many."""
import json
import math
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def load(target, case, seconds, warming=False):
    """Runs wrk once; returns what a request cost and how long it took. Ends the program when a request failed, but for warming."""
    before = target.cpu_seconds()
    cores = "1" if case.cores == 1 else "0,1"
    out = subprocess.run(
        ["taskset", "-c", cores, "wrk", "-t1", f"-c{case.connections}", f"-d{seconds}s", "-s", f"{HERE}/load.lua",
         f"http://127.0.0.1:{target.port}{case.path}", "--", case.method, case.path, str(case.body), str(case.pipelined),
         "close" if case.close else "keep", str(case.spread)], capture_output=True, text=True)
    spent = target.cpu_seconds() - before
    line = next((l[7:] for l in out.stdout.splitlines() if l.startswith("RESULT ")), None)
    result = json.loads(line) if line else dict(requests=0, errors=0)
    # wrk counts the end of a connection that it asked to be closed as a read error when it comes with the answer's reading.
    failed = result["requests"] == 0 or result["errors"] > (result["requests"] if case.close else 0)
    if warming:
        return {}
    if failed:
        sys.exit(f"compare: {target.name}, {case.name}: {result} (expected: requests, and no errors)\n{out.stdout}{out.stderr}")
    return dict(us=spent / result["requests"] * 1e6, rps=result["requests"] / result["micros"] * 1e6, p50=result["p50"],
                p99=result["p99"], p999=result["p999"], rss=target.rss_mib())


def rounds(targets, case, count, seconds, warm, other_cases=None):
    """Measures all in turn, round after round, so that what the machine does beside it meets all of them.

    other_cases: of targets that get another case. Those that learn are warmed in many runs rather than one: the end of a run,
    where all connections are closed, is work that they have to have seen too, or code is thrown away and compiled anew while
    the next run is measured.
    """
    case_of = lambda target: (other_cases or {}).get(target, case)
    for target in targets:
        for _ in range(max(1, warm // seconds) if target.learns else 1):
            load(target, case_of(target), min(warm, seconds), warming=True)
    rows = {target.name: [] for target in targets}
    for _ in range(count):
        for target in targets:
            rows[target.name].append(load(target, case_of(target), seconds))
    return rows


def table(rows, base, called="nginx"):
    """Medians; ratios, to what is called so, are taken within a round. wrk has no latency of requests that wait in one write: "-"."""
    median = lambda name, key: statistics.median(row[key] for row in rows[name])
    ratios = lambda name, key: [row[key] / other[key] for row, other in zip(rows[name], rows[base]) if other[key]]
    ratio = lambda name, key: f"{statistics.median(ratios(name, key) or [math.nan]):.2f}".replace("nan", "-")
    lines = [f"| proxy | CPU µs/request | × {called} | per round | requests/s | p50 µs | p99 µs | p99.9 µs | p99 × {called} | RSS MiB |",
             "|---|---|---|---|---|---|---|---|---|---|"]
    for name in rows:
        each = " ".join(f"{row['us'] / other['us']:.2f}" for row, other in zip(rows[name], rows[base]))
        lines.append(f"| {name} | {median(name, 'us'):.1f} | **{ratio(name, 'us')}** | {each} | {median(name, 'rps'):.0f} "
                     f"| {median(name, 'p50'):.0f} | {median(name, 'p99'):.0f} | {median(name, 'p999'):.0f} "
                     f"| {ratio(name, 'p99')} | {median(name, 'rss'):.0f} |")
    return "\n".join(lines)
