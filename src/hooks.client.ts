import type { HandleClientError } from '@sveltejs/kit';

/** A page whose script could not be fetched, as after a gap in the connection, is told apart: the error page loads it anew. */
export const handleError: HandleClientError = ({ error }) => {
  const code = error instanceof TypeError && /import|module/i.test(error.message) ? 'not-loaded' : 'failed';
  return { message: code, code };
};
