// Hocuspocus as its guide starts it, in memory.
import { Server } from '@hocuspocus/server';

await new Server({ quiet: true, port: Number(process.env.PORT), address: '127.0.0.1', stopOnSignals: false }).listen();
process.on('disconnect', () => process.exit());
