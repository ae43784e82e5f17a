import type { Caller } from '#domain/people/caller.ts';
import type { App as RunningApp } from '../server/app.ts';

declare global {
  namespace App {
    interface Locals {
      /** The running application: the one way from a page to the server's capabilities. */
      app: RunningApp;
      /** Who is asking, or null. */
      caller: Caller | null;
      locale: 'de' | 'en';
      theme: 'system' | 'light' | 'dark';
    }
    interface Error {
      message: string;
      code?: string;
    }
  }
}

export {};
