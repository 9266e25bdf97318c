-- wrk's script: posts the orders of BENCH_ORDERS (signature, tab, body; a line each) in turn, each time with a
-- webhook id of its own; prints one line "WRK {json}" at the end.
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local heads, bodies, orders, sent, run = {}, {}, 0, 0, ""

function init(args)
  run = string.format("%d-%d", os.time(), number)
  for line in io.lines(os.getenv("BENCH_ORDERS")) do
    local signature, body = line:match("^(%S+)\t(.*)$")
    orders = orders + 1
    heads[orders] = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port ..
      "\r\nContent-Type: application/json\r\nX-Shopify-Topic: orders/create" ..
      "\r\nX-Shopify-Shop-Domain: bench-store.myshopify.com\r\nX-Shopify-API-Version: 2026-07" ..
      "\r\nX-Shopify-Triggered-At: 2026-03-27T09:00:00.123456789Z" ..
      "\r\nX-Shopify-Hmac-Sha256: " .. signature .. "\r\nContent-Length: " .. #body
    bodies[orders] = "\r\n\r\n" .. body
  end
end

function request()
  sent = sent + 1
  local order = (sent - 1) % orders + 1
  local id = "wrk-" .. run .. "-" .. sent
  return heads[order] .. "\r\nX-Shopify-Webhook-Id: " .. id .. "\r\nX-Shopify-Event-Id: " .. id .. bodies[order]
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('WRK {"requests":%d,"seconds":%.4f,"refused":%d,"broken":%d,"p50":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration / 1e6, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
