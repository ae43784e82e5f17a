// The least that a server can do: every frame goes to everybody else in the room. It knows no Yjs and keeps nothing.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const emptyStep2 = Buffer.from([0, 1, 2, 0, 0]);
const rooms = new Map();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const http = createServer((_request, response) => response.end());

http.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (member) => {
    const room = request.url.split('?')[0];
    const members = rooms.get(room) ?? new Set();
    rooms.set(room, members.add(member));
    member.on('message', (frame) => {
      const [message, step] = frame;
      if (message === 0 && step === 0) return member.send(emptyStep2);
      if (message === 0 && step === 1) return;
      for (const other of members) if (other !== member && other.readyState === 1) other.send(frame);
    });
    member.on('error', () => undefined);
    member.on('close', () => {
      members.delete(member);
      if (members.size === 0) rooms.delete(room);
    });
  }),
);
http.listen(Number(process.env.PORT), '127.0.0.1');
process.on('disconnect', () => process.exit());
