"""What is measured: one case a kind of traffic."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str
    title: str
    path: str = "/sso"
    method: str = "GET"
    body: int = 0
    connections: int = 64
    pipelined: int = 1
    close: bool = False
    cores: int = 1
    # How many numbers take the place of the {} in the path, one after the other.
    spread: int = 1


CASES = [
    Case("small", "Small GET: 101 bytes, kept connections"),
    Case("16k", "GET of 16 KiB", path="/sso/16k"),
    Case("10m", "GET of 10 MiB", path="/sso/10m", connections=8),
    Case("post", "POST of 64 KiB", method="POST", path="/sso/post", body=65536),
    Case("new", "Small GET, a new connection for each request", close=True),
    Case("1000", "Small GET over 1,000 connections", connections=1000),
    Case("pipelined", "Small GET, 8 requests sent at once", pipelined=8, connections=32),
    Case("cores", "Small GET, proxies with two event loops, all sharing two cores", cores=2),
]
