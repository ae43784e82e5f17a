import type { Plugin } from 'vite';
import type * as Dev from './dev.ts';

/** `npm run dev`: the same application behind Vite, with hot reload. A change of server code restarts it. */
export function planungsrunde(): Plugin {
  return {
    name: 'planungsrunde',
    apply: 'serve',
    async configureServer(vite) {
      if (vite.config.server.middlewareMode || vite.httpServer === null) return;
      const { serveInDev } = (await vite.ssrLoadModule('/server/dev.ts')) as typeof Dev;
      await serveInDev(vite);
      let isRestarting = false;
      vite.watcher.on('change', (file) => {
        if (isRestarting || !/\/(server|src\/domain)\/.*\.ts$/.test(file)) return;
        isRestarting = true;
        void vite.restart();
      });
    },
  };
}
