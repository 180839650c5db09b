-- Sends webhooks that were signed before, each once. Arguments: the file with their partners and headers, a line each,
-- and the file with the body that all of them have.
local heads, tail = {}, nil
local next_one = 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local partner, id, timestamp, signature = line:match('^(%S+) (%S+) (%S+) (%S+)$')
    heads[#heads + 1] = 'POST /api/webhooks/' .. partner .. '/onboarding HTTP/1.1\r\nwebhook-id: ' .. id ..
      '\r\nwebhook-timestamp: ' .. timestamp .. '\r\nwebhook-signature: ' .. signature .. '\r\n'
  end
  local file = io.open(arguments[2], 'rb')
  local body = file:read('*a')
  file:close()
  tail = 'Host: ' .. wrk.host .. ':' .. wrk.port .. '\r\nContent-Type: application/json\r\nContent-Length: ' ..
    #body .. '\r\n\r\n' .. body
end

function request()
  next_one = next_one + 1
  if next_one > #heads then error('there are no webhooks left') end
  return heads[next_one] .. tail
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write +
    summary.errors.timeout
  io.write(string.format('RESULT %d %d %d %d %d\n', summary.requests, summary.duration, failed,
    latency:percentile(50), latency:percentile(99)))
end
