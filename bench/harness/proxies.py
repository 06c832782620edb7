"""Starts the backend and the proxies, and knows what they cost: CPU time and memory of their processes, from /proc."""
import os
import re
import shutil
import signal
import subprocess
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TICK = os.sysconf("SC_CLK_TCK")
BACKENDS = "127.0.0.1:19001,127.0.0.1:19002"

NGINX = """worker_processes {workers}; daemon off; pid {dir}/{name}.pid; error_log {dir}/{name}.err;
events {{ worker_connections 10000; }}
http {{ keepalive_requests 1000000000; keepalive_timeout 3600s; access_log off; sendfile on; tcp_nodelay on;
 client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir}; uwsgi_temp_path {dir}; scgi_temp_path {dir};
 {body} }}"""

# What `return` answers does not wait for a request's body; a body is read whole before the request that stands in its place.
BACKEND = """upstream answer {{ server 127.0.0.1:19003; keepalive 256; }}
server {{ listen 127.0.0.1:19001 backlog=4096; listen 127.0.0.1:19002 backlog=4096; {listen} default_type text/plain;
  client_max_body_size 0; client_body_buffer_size 128k;
  location /sso/ {{ alias {dir}/files/; }}
  location = /sso/post {{ proxy_pass http://answer/; proxy_method GET; proxy_pass_request_body off; proxy_set_header Content-Length "";
    proxy_http_version 1.1; proxy_set_header Connection ""; }}
  location = /sso {{ return 200 "{text}"; }}
  location /service- {{ return 200 "{text}"; }} }}
server {{ listen 127.0.0.1:19003 backlog=4096; default_type text/plain;
  location / {{ return 200 "{text}"; }} }}"""
TEXT = "hello from the backend, this is a small body of some bytes, about one hundred bytes of text in it...\\n"

# As the tuned nginx below has it.
SSO = ["/sso http://" + BACKENDS.replace(",", ",http://") + " max_fails=3 fail_timeout=60s"]

# Tuned as its manual says for each of the cases: kept connections upstream, bodies in memory, nothing in temporary files.
PROXY = """upstream u {{ zone u 64k; server 127.0.0.1:19001 max_fails=3 fail_timeout=60; server 127.0.0.1:19002 max_fails=3 fail_timeout=60;
  keepalive {keep}; }}
 server {{ listen 127.0.0.1:{port} backlog=4096; {log} client_body_buffer_size 128k; proxy_max_temp_file_size 0;
  location / {{ proxy_pass http://u; proxy_http_version {version};
  proxy_set_header Connection "{connection}"; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; }} }}"""

HAPROXY = """global
  nbthread {threads}
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend f
  bind 127.0.0.1:{port}
  default_backend b
backend b
  http-reuse always
  option forwardfor
  server s1 127.0.0.1:19001
  server s2 127.0.0.1:19002
"""


def family(pid):
    pids = [pid]
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children") as children:
            for child in children.read().split():
                pids += family(int(child))
    return pids


class Target:
    """A proxy under measurement."""

    def __init__(self, name, port, process, learns=False):
        """learns: whether it becomes faster by working, as a JVM does."""
        self.name, self.port, self.process, self.learns = name, port, process, learns
        self.pids = []

    def cpu_seconds(self):
        total = 0
        for pid in self.pids:
            with open(f"/proc/{pid}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICK

    def rss_mib(self):
        total = 0
        for pid in self.pids:
            with open(f"/proc/{pid}/status") as status:
                total += int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))
        return total / 1024


class Site:
    """The backend, and proxies in front of it; all end with it."""

    def __init__(self, chroot, listen=()):
        """listen: more addresses of the backend."""
        self.listen = listen
        self.inside = ["chroot", chroot] if chroot else []
        self.chroot = chroot
        self.folder = tempfile.mkdtemp(prefix="lictor-compare-", dir=f"{chroot}/tmp" if chroot else None)
        self.seen = self.folder[len(chroot):]
        os.chmod(self.folder, 0o777)
        self.running = []

    def __enter__(self):
        os.mkdir(f"{self.folder}/files")
        for name, size in (("16k", 16 << 10), ("10m", 10 << 20)):
            with open(f"{self.folder}/files/{name}", "wb") as file:
                file.write(b"x" * size)
        self._nginx("backend", "1", 1, BACKEND.format(
            dir=self.seen, text=TEXT, listen=" ".join(f"listen {address} backlog=4096;" for address in self.listen)))
        return self

    def __exit__(self, *_):
        for process in self.running:
            process.send_signal(signal.SIGTERM)
        for process in self.running:
            process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def has(self, program):
        return shutil.which(program) or self.chroot and os.path.exists(f"{self.chroot}/usr/sbin/{program}")

    def nginx(self, name, port, cores, log, keepalive=True):
        shape = dict(keep=256, version="1.1", connection="") if keepalive else dict(keep=0, version="1.0", connection="close")
        line = f"access_log {self.seen}/{port}.log combined buffer=64k flush=1s;" if log else ""
        body = PROXY.format(port=port, log=line, **shape)
        return Target(name, port, self._nginx(name, cores_list(cores), cores, body))

    def haproxy(self, name, port, cores):
        path = f"{port}.cfg"
        with open(f"{self.folder}/{path}", "w") as config:
            config.write(HAPROXY.format(port=port, threads=cores))
        command = self.inside + ["haproxy", "-db", "-f", f"{self.seen}/{path}"]
        return Target(name, port, self._start(cores_list(cores), command))

    def lictor(self, name, port, cores, transport, java, jar, routes=SSO, listener="", options=(), jvm=()):
        """One with the given routes; listener: options of its listener; options: more of Lictor's; jvm: more of the JVM's."""
        command = [java, *java_options(java), *jvm, "-jar", jar, "--consul", "off", "--admin", "off", "--workers", str(cores),
                   "--transport", transport, "--listen", f"127.0.0.1:{port} {listener}".strip(), "--drain-timeout", "0",
                   "--access-log", f"{self.folder}/{port}.log", *options]
        for route in routes:
            command += ["--route", route]
        return Target(name, port, self._start(cores_list(cores), command), learns=True)

    def _nginx(self, name, cores, workers, body):
        file = re.sub(r"\W+", "-", name)
        with open(f"{self.folder}/{file}.conf", "w") as config:
            config.write(NGINX.format(dir=self.seen, name=file, workers=workers, body=body))
        return self._start(cores, self.inside + ["nginx", "-c", f"{self.seen}/{file}.conf"])

    def _start(self, cores, command):
        process = subprocess.Popen(["taskset", "-c", cores] + command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.running.append(process)
        return process


def java_options(java):
    """The launcher's, and LICTOR_JAVA_OPTS."""
    version = subprocess.run([java, "-XshowSettings:properties", "-version"], capture_output=True, text=True).stderr
    feature = int(re.search(r"java\.specification\.version = (\d+)", version).group(1))
    options = ["-Xms64m", "-Xmx256m", "-XX:MaxDirectMemorySize=128m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"]
    options += ["--sun-misc-unsafe-memory-access=allow"] if feature >= 24 else []
    return options + os.environ.get("LICTOR_JAVA_OPTS", "").split()


def cores_list(count):
    return "0" if count == 1 else "0,1"
