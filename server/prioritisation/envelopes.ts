import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { generateKeyPairSync, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BallotId } from '#domain/ids.ts';

/**
 * The keys of secret ballots, one file each, outside of the database: whoever has the database, its log or a backup of it has
 * envelopes that nobody can open. While a ballot runs, whoever has this directory too could.
 */
export type Envelopes = {
  /** Makes the keys of a ballot; the private one is on disk when this resolves. Answers the public one, 32 bytes. */
  begin(ballotId: BallotId): Promise<Buffer>;
  /** Opens envelopes of a ballot; undefined where its key is gone. */
  opener(ballotId: BallotId): Promise<Opener | undefined>;
  /** Overwrites and deletes a key. From here on nobody can open what was sealed with it. */
  destroy(ballotId: BallotId): Promise<void>;
  /** The ballots that there are keys of. */
  kept(): Promise<BallotId[]>;
};

/** The paper in an envelope of this voter; undefined where it was not sealed for this voter in this ballot, or was changed. */
export type Opener = (envelope: Buffer, voterId: string) => Buffer | undefined;

/** Whose envelope it is. It opens only as that. */
type Owner = { readonly ballotId: BallotId; readonly voterId: string };

/** What an envelope has besides the paper, in bytes: a key that is used once (32) and the seal (16). */
export const envelopeBytes = 48;
const purpose = 'planungsrunde sealed paper';

/** Keeps keys in this directory. */
export function createEnvelopes(directory: string): Envelopes {
  const fileOf = (ballotId: BallotId): string => join(directory, `${ballotId}.key`);
  return {
    async begin(ballotId) {
      const { publicKey, privateKey } = generateKeyPairSync('x25519');
      const made = await mkdir(directory, { recursive: true, mode: 0o700 });
      if (made !== undefined) await settle(dirname(made));
      // Also where it was made by hand.
      await chmod(directory, 0o700);
      await write(fileOf(ballotId), privateKey.export({ format: 'der', type: 'pkcs8' }), 'wx');
      await settle(directory);
      return rawOf(publicKey);
    },
    async opener(ballotId) {
      const der = await readFile(fileOf(ballotId)).catch(absent);
      if (der === undefined) return undefined;
      const privateKey = keyIn(der);
      if (privateKey === undefined) return undefined;
      return (envelope, voterId) => unseal(privateKey, envelope, { ballotId, voterId });
    },
    async destroy(ballotId) {
      const file = fileOf(ballotId);
      const size = (await readFile(file).catch(absent))?.length;
      if (size === undefined) return;
      await write(file, randomBytes(size), 'r+');
      await rm(file, { force: true });
      await settle(directory);
    },
    async kept() {
      const names = (await readdir(directory).catch(absent)) ?? [];
      return names.flatMap((name) => {
        const id = v.safeParse(BallotId, name.replace(/\.key$/, ''));
        return id.success ? [id.output] : [];
      });
    },
  };
}

/**
 * Seals a paper so that only the holder of the private key can open it: X25519 (RFC 7748) with a key that is used once,
 * HKDF-SHA-256 (RFC 5869), AES-256-GCM, bound to its ballot and voter: it opens in no other row. `envelopeBytes` longer than
 * the paper, and as long as every other of its ballot.
 */
export function seal(publicKey: Buffer, paper: Uint8Array, owner: Owner): Buffer {
  const once = generateKeyPairSync('x25519');
  const theirs = keyOf(publicKey);
  const onceRaw = rawOf(once.publicKey);
  const cipher = createCipheriv('aes-256-gcm', secretOf(once.privateKey, theirs, onceRaw), noNonce).setAAD(
    boundTo(owner),
  );
  return Buffer.concat([onceRaw, cipher.update(paper), cipher.final(), cipher.getAuthTag()]);
}

function unseal(privateKey: KeyObject, envelope: Buffer, owner: Owner): Buffer | undefined {
  const onceRaw = envelope.subarray(0, 32);
  const end = envelope.length - 16;
  try {
    const decipher = createDecipheriv('aes-256-gcm', secretOf(privateKey, keyOf(onceRaw), onceRaw), noNonce);
    decipher.setAAD(boundTo(owner)).setAuthTag(envelope.subarray(end));
    return Buffer.concat([decipher.update(envelope.subarray(32, end)), decipher.final()]);
  } catch {
    return undefined;
  }
}

const boundTo = ({ ballotId, voterId }: Owner): Buffer => Buffer.from(`${ballotId} ${voterId}`);

/** Each secret is used once, so that its nonce may be nothing. */
const noNonce = Buffer.alloc(12);

const secretOf = (privateKey: KeyObject, publicKey: KeyObject, onceRaw: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), onceRaw, purpose, 32));

const rawOf = (key: KeyObject): Buffer => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
const keyOf = (raw: Buffer): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x: raw.toString('base64url') }, format: 'jwk' });

async function write(path: string, bytes: Buffer, flags: 'wx' | 'r+'): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What was cut off by a full disk is no key any more. */
function keyIn(der: Buffer): KeyObject | undefined {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  }
}

/** The name of a file is on disk once its directory is. Windows does that by itself, and lets nobody ask for it. */
async function settle(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const opened = await open(directory, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

function absent(error: unknown): undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
