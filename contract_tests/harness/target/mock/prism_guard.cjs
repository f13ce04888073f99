// Preloaded into Prism by process.py: says which port it got, and ends it when whoever started it is gone.
const { subscribe } = require('node:diagnostics_channel')
const { isMainThread, Worker } = require('node:worker_threads')

// Stdin is a pipe from the Python process; the kernel closes it however that process ends, kill -9 included.
// A thread of its own watches it, since a request can keep Prism's own thread busy for ever.
const watchStdin = `
  const end = () => process.kill(process.pid, 'SIGKILL')
  new (require('node:net').Socket)({ fd: 0 }).on('end', end).on('error', end).resume()
`

// A worker runs its parent's preloads too.
if (isMainThread) {
  subscribe('tracing:net.server.listen:asyncEnd', ({ server }) => {
    process.stdout.write(`prism guard: listening on port ${server.address().port}\n`)
  })
  new Worker(watchStdin, { eval: true }).unref()
}
