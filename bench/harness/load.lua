-- What wrk sends, told by its arguments, and what it measured, as one line of JSON.
--   method path body-bytes pipelined close spread
-- With a spread, numbers from 0 take the place of {} in the path, one after the other.
local json = '{"requests":%d,"micros":%d,"bytes":%d,"errors":%d,"p50":%d,"p99":%d,"p999":%d}\n'
local messages, sent = {}, 0

function init(args)
  wrk.method = args[1]
  wrk.path = args[2]
  local size = tonumber(args[3])
  if size > 0 then wrk.body = string.rep("x", size) end
  if args[5] == "close" then wrk.headers["Connection"] = "close" end
  for i = 1, tonumber(args[6] or 1) do
    messages[i] = string.rep(wrk.format(nil, (args[2]:gsub("{}", tostring(i - 1)))), tonumber(args[4]))
  end
end

function request()
  sent = sent % #messages + 1
  return messages[sent]
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write("RESULT " .. json:format(summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
