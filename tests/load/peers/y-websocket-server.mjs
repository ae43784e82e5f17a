// @y/websocket-server as its own start script has it, in memory.
import { createServer } from 'node:http';
import { setupWSConnection } from '@y/websocket-server/utils';
import { WebSocketServer } from 'ws';

const sockets = new WebSocketServer({ noServer: true });
const http = createServer((_request, response) => response.end());
sockets.on('connection', setupWSConnection);
http.on('upgrade', (request, socket, head) =>
  sockets.handleUpgrade(request, socket, head, (member) => sockets.emit('connection', member, request)),
);
http.listen(Number(process.env.PORT), '127.0.0.1');
process.on('disconnect', () => process.exit());
