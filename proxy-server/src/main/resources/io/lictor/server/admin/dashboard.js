'use strict';
// Shows what the admin API says. All text comes from services nobody vouches for: it is set as text, never as HTML.

const PERIOD_MILLIS = 2000;
const PEER_STATES = { up: 'good', draining: 'warn', down: 'warn', ejected: 'bad', unhealthy: 'bad' };
const WATCH_STATES = { LIVE: 'good', INIT: 'warn', STALE: 'warn', RESTORED: 'warn', HELD: 'warn' };

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function row(cells) {
  const tr = element('tr');
  for (const [text, className] of cells) tr.append(element('td', text, className));
  return tr;
}

function seconds(millis) {
  if (millis < 0) return 'never';
  if (millis < 1000) return `${millis} ms`;
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`;
  if (millis < 3_600_000) return `${Math.floor(millis / 60_000)} min`;
  return `${Math.floor(millis / 3_600_000)} h`;
}

function mebibytes(bytes) {
  return `${(bytes / 1048576).toFixed(1)} MiB`;
}

function showSummary(ready, generation, overload) {
  const badge = document.getElementById('ready');
  badge.textContent = ready ? 'ready' : 'not ready';
  badge.className = `badge ${ready ? 'good' : 'bad'}`;
  document.title = ready ? 'Lictor' : 'Lictor: not ready';
  const full = overload.accepting ? '' : 'bad';
  const short = overload.memory_level === 'normal' ? '' : 'bad';
  const facts = [
    ['generation', generation, ''],
    ['connections', `${overload.connections} of ${overload.max_connections}`, full],
    ['direct memory', `${mebibytes(overload.direct_memory_used)}, ${overload.memory_level}`, short],
    ['requests shed', overload.requests_shed, overload.requests_shed > 0 ? 'warn' : ''],
  ];
  document.getElementById('summary').replaceChildren(...facts.map(([name, value, className]) => {
    const pair = element('div');
    pair.append(element('dt', name), element('dd', value, className));
    return pair;
  }));
}

const PEER_COLUMNS = ['Peer', 'State', 'For', 'Weight', 'In flight', 'Requests', 'Failures', 'Instances', 'Why'];
const NUMBERS = new Set(['For', 'Weight', 'In flight', 'Requests', 'Failures']);

function peerRow(peer) {
  const address = peer.name === peer.address ? peer.address : `${peer.name} (${peer.address})`;
  const inFlight = peer.max_conns > 0 ? `${peer.in_flight} of ${peer.max_conns}` : peer.in_flight;
  return row([
    [address + (peer.backup ? ' backup' : '') + (peer.held ? ' held' : ''), 'code'],
    [peer.state, PEER_STATES[peer.state] ?? 'warn'],
    [seconds(peer.state_millis), 'n'],
    [peer.weight, 'n'],
    [inFlight, 'n'],
    [peer.requests, 'n'],
    [peer.failures, 'n'],
    [peer.instances.join(', '), 'code'],
    [peer.reason, ''],
  ]);
}

function upstream(one) {
  const box = element('article');
  const heading = element('h3', one.name);
  box.append(heading);
  if (one.panic) box.append(element('p', 'panic: every peer is out, so all are tried', 'bad'));
  if (one.waiting > 0) box.append(element('p', `${one.waiting} requests wait for a slot`, 'warn'));
  if (one.peers.length === 0) {
    box.append(element('p', 'no peer: its routes answer 502', 'bad'));
    return box;
  }
  const table = element('table');
  const head = table.createTHead().insertRow();
  for (const name of PEER_COLUMNS) head.append(element('th', name, NUMBERS.has(name) ? 'n' : ''));
  table.createTBody().append(...one.peers.map(peerRow));
  box.append(table);
  return box;
}

function leavingRow(gone) {
  return row([
    [gone.name === gone.address ? gone.address : `${gone.name} (${gone.address})`, 'code'],
    [gone.upstream, 'code'],
    [seconds(gone.leaving_millis), 'n'],
    [gone.in_flight, 'n'],
    [gone.tunnels, 'n'],
    [seconds(gone.cut_millis), 'n'],
    [gone.instances.join(', '), 'code'],
  ]);
}

function datacenterRow(datacenter) {
  const traffic = datacenter.traffic;
  const agent = datacenter.agent;
  const answers = traffic.changed + traffic.same;
  const bad = traffic.failed + traffic.denied;
  const held = datacenter.held_instances + datacenter.held_keys;
  return row([
    [datacenter.name || 'local', 'code'],
    [[agent.address, agent.node, agent.version].filter(Boolean).join(' '), 'code'],
    [datacenter.mode.toLowerCase(), ''],
    answers === 0 ? ['', ''] : traffic.leader_known ? ['known', 'good'] : ['none', 'bad'],
    [held === 0 ? 'nothing' : `${datacenter.held_instances} of ${datacenter.held_services} services, ${datacenter.held_keys} keys`,
      held === 0 ? '' : 'warn'],
    [answers, 'n'],
    [bad, 'n'],
    [seconds(datacenter.age_millis), 'n'],
    [datacenter.state_age_millis < 0 ? 'off' : seconds(datacenter.state_age_millis), 'n'],
  ]);
}

function fill(id, rows) {
  document.querySelector(`#${id} tbody`).replaceChildren(...rows);
}

function show([ready, routes, upstreams, discovery, overload]) {
  showSummary(ready.ready, routes.generation, overload);
  document.getElementById('problems').hidden = discovery.problems.length === 0;
  fill('problems', discovery.problems.map(problem => row([
    [problem.place, 'code'], [problem.message, ''], [problem.instance, 'code']])));
  document.querySelector('#upstreams div').replaceChildren(...upstreams.upstreams.map(upstream));
  document.getElementById('leaving').hidden = upstreams.leaving.length === 0;
  fill('leaving', upstreams.leaving.map(leavingRow));
  fill('routes', routes.routes.map(route => row([
    [route.match, 'code'], [route.target, 'code'], [route.text, 'code'], [route.source, '']])));
  document.getElementById('datacenters').hidden = discovery.datacenters.length === 0;
  fill('datacenters', discovery.datacenters.map(datacenterRow));
  document.getElementById('watches').hidden = discovery.watches.length === 0;
  fill('watches', discovery.watches.map(watch => row([
    [watch.name, 'code'],
    [watch.state, WATCH_STATES[watch.state] ?? 'bad'],
    [watch.instances, 'n'],
    [seconds(watch.age_millis), 'n'],
    [watch.last_error, '']])));
}

async function json(path) {
  const answer = await fetch(path, { cache: 'no-store' });
  // 503 is what a proxy that is not ready says, with a body.
  if (!answer.ok && answer.status !== 503) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

async function look() {
  const lost = document.getElementById('lost');
  try {
    show(await Promise.all(
      ['health/ready', 'api/routes', 'api/upstreams', 'api/discovery', 'api/overload'].map(json)));
    lost.hidden = true;
  } catch (failure) {
    lost.textContent = `No answer from the proxy (${failure.message}); what is below was true before.`;
    lost.hidden = false;
  }
  setTimeout(look, PERIOD_MILLIS);
}

look();
