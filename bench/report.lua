-- The last line that wrk prints: what it found, as JSON. wrk counts in microseconds.
function done(summary, latency)
    local errors = summary.errors
    print(string.format(
        '{"requests": %d, "seconds": %f, "bytes": %d, "p50": %f, "p99": %f, "slowest": %f, "failed": %d}',
        summary.requests, summary.duration / 1e6, summary.bytes,
        latency:percentile(50) / 1e6, latency:percentile(99) / 1e6, latency.max / 1e6,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
