-- One path a request, in turn, from the file named by PATHS. THINK_MS, if set, is the mean pause of a connection between its requests.
local requests, next_one = {}, 0
local think = tonumber(os.getenv("THINK_MS") or "")

function init(arguments)
  for path in io.lines(os.getenv("PATHS")) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

if think then
  function delay()
    return math.random(0, 2 * think)
  end
end
