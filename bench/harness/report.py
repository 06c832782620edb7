"""What every report begins with, and where it is kept."""
import datetime
import os
import platform
import re
import subprocess

from proxies import ROOT, java_options


def first_line(*command):
    process = subprocess.run(command, capture_output=True, text=True)
    return (process.stdout + process.stderr).split("\n")[0]


def about(java, *others):
    """Machine and versions; others: lines with the versions of other programs."""
    cpu = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
    commit = first_line("git", "-C", ROOT, "rev-parse", "--short", "HEAD")
    versions = "; ".join([*others, first_line(java, "-version"), " ".join(java_options(java))])
    return (f"{datetime.date.today()}, {os.cpu_count()} processors ({cpu.group(1) if cpu else platform.machine()}), Linux {platform.release()}, "
            f"Lictor at {commit}.\n{versions}.\n")


def manner(rounds, seconds):
    return f"{rounds} rounds of {seconds} s a case; medians; ratios within a round.\n"


def save(kind, text):
    """Adds it to the day's results; returns the file, from the working folder."""
    path = os.path.join(ROOT, "bench/results", f"{datetime.date.today()}-{kind}.md")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "a") as results:
        results.write(text + "\n")
    return os.path.relpath(path)
