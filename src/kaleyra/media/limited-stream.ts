import { finished, Readable } from 'node:stream';
import type { StopSignal } from '../client/stop-signal.js';
import { stopped, tooLarge } from './download-errors.js';
import type { MediaSource } from './media-source.js';

/** What ends a stream before its source does. */
export interface StreamLimits {
  maxBytes: number;
  timeoutMs: number;
  stop: StopSignal;
}

/** Gives the bytes of a source within the limits; whatever way the stream ends, the source is closed and the time stopped. */
export function limitedStream(source: MediaSource, { maxBytes, timeoutMs, stop }: StreamLimits): Readable {
  const { body } = source;
  let bytes = 0;
  const stream = new Readable({
    read: () => void body.resume(),
    destroy: (error, callback) => {
      stop.clear();
      source.close();
      callback(error);
    },
  });
  // A file that nobody reads any more must not end the process when its time runs out.
  stream.on('error', () => {});
  body.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) stream.destroy(tooLarge(maxBytes));
    else if (!stream.push(chunk)) body.pause();
  });
  finished(body, (error) => {
    if (error) stream.destroy(source.errorOf(error));
    else stream.push(null);
  });
  void stop.stopped.then((why) => stream.destroy(stopped(why, timeoutMs)));
  return stream;
}
