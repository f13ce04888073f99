// Preloaded into the Node tools that read a vendor's document: whatever it makes them connect to, they do not.
const { Socket } = require('node:net')
const dgram = require('node:dgram')

const refuse = function () {
  process.nextTick(() => this.destroy(new Error('there is no network for whoever reads a document')))
  return this
}
Socket.prototype.connect = refuse
dgram.Socket.prototype.send = () => { throw new Error('there is no network for whoever reads a document') }
