import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
import bunyan from 'bunyan';
import { expect } from 'chai';
import consola from 'consola';
import basicConsola from 'consola/basic';
import pino from 'pino';
import winston from 'winston';
import { bootstrap, type Logger, type OnError, stream } from '../../lib/index.js';
import { insert, streamEvent } from '../../lib/testing/index.js';

/** What an item holds, and must not get into a log. */
const SECRET = 'xyzzy-4111111111111111';

/** The error of a conditional write, as AWS's client throws it: it holds the item. */
class ConditionalCheckFailedException extends Error {
  override readonly name = 'ConditionalCheckFailedException';
  readonly Item = { card: { S: SECRET } };
  readonly $metadata = { httpStatusCode: 400, note: SECRET };
}

function brokenWrite(): Error {
  const socket = Object.assign(new RangeError('socket hang up'), { code: SECRET });
  const request = new TypeError('request not sent', { cause: socket });
  return new ConditionalCheckFailedException('the order is gone', { cause: request });
}

/** Every part of that error which a log has to tell. */
const PARTS = [
  ...['ConditionalCheckFailedException', 'the order is gone'],
  ...['TypeError', 'request not sent', 'RangeError', 'socket hang up', 'at brokenWrite'],
];

/** Collects what a logger writes to its streams. */
class Sink {
  text = '';
  readonly stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      this.text += chunk;
      done();
    },
  });
}

/** A logger, and what it has printed. */
interface Printing {
  readonly logger: Logger;
  readonly sink: Sink;
}

function winstonWith(format: winston.Logform.Format, options: winston.LoggerOptions = {}): Printing {
  const sink = new Sink();
  const transports = [new winston.transports.Stream({ stream: sink.stream })];
  return { logger: winston.createLogger({ format, transports, ...options }), sink };
}

function pinoWith(options: pino.LoggerOptions, wrap: (logger: pino.Logger) => Logger = (logger) => logger): Printing {
  const sink = new Sink();
  return { logger: wrap(pino(options, sink.stream)), sink };
}

function bunyanWith(wrap: (logger: bunyan) => Logger = (logger) => logger): Printing {
  const sink = new Sink();
  return { logger: wrap(bunyan.createLogger({ name: 'orders', streams: [{ stream: sink.stream }] })), sink };
}

/** Powertools writes to the process's own streams. */
function powertoolsWith(wrap: (logger: PowertoolsLogger) => Logger = (logger) => logger): Printing {
  const sink = new Sink();
  const logger = new PowertoolsLogger({ serviceName: 'orders' });
  const own = new Console({ stdout: sink.stream, stderr: sink.stream });
  Object.defineProperty(logger, 'console', { value: own });
  const wrapped = wrap(logger);
  if (wrapped !== logger) Object.defineProperty(wrapped, 'console', { value: own });
  return { logger: wrapped, sink };
}

const { combine, cli, errors, json, logstash, metadata, prettyPrint, simple, splat, timestamp } = winston.format;

const SETUPS: Readonly<Record<string, () => Printing>> = {
  console: () => {
    const sink = new Sink();
    return { logger: new Console({ stdout: sink.stream, stderr: sink.stream }), sink };
  },
  'Powertools Logger': () => powertoolsWith(),
  "a child of Powertools' Logger": () => powertoolsWith((logger) => logger.createChild({ logLevel: 'DEBUG' })),
  "Powertools' Logger with keys": () =>
    powertoolsWith((logger) => {
      logger.appendKeys({ tenant: 'a' });
      return logger;
    }),
  pino: () => pinoWith({}),
  'a child of pino': () => pinoWith({}, (logger) => logger.child({ tenant: 'a' }).child({ request: 1 })),
  'pino behind a proxy': () => pinoWith({}, (logger) => new Proxy(logger, {})),
  'pino whose key of errors is ours': () => pinoWith({ errorKey: 'error', messageKey: 'message' }),
  'pino that nests what it is given': () => pinoWith({ nestedKey: 'payload', base: null }),
  'pino with serializers, formatters and a mixin': () =>
    pinoWith({
      serializers: { error: pino.stdSerializers.err },
      formatters: { level: (level) => ({ level }), log: (object) => ({ ...object }) },
      mixin: () => ({ tenant: 'a' }),
    }),
  'pino that redacts': () => pinoWith({ redact: ['password', '*.token', 'error.config.headers'] }),
  'pino that removes what it redacts': () => pinoWith({ redact: { paths: ['error.cause.config'], remove: true } }),
  'pino that writes to several streams': () => {
    const sink = new Sink();
    return { logger: pino({}, pino.multistream([{ stream: sink.stream }])), sink };
  },
  'winston as JSON': () => winstonWith(json()),
  'winston as JSON, with stacks and times': () => winstonWith(combine(errors({ stack: true }), timestamp(), json())),
  'winston as JSON, with splat': () => winstonWith(combine(splat(), json())),
  'winston as JSON, with metadata apart': () => winstonWith(combine(metadata(), json())),
  'winston as simple text': () => winstonWith(simple()),
  'winston for a terminal': () => winstonWith(combine(cli(), simple()), { levels: winston.config.cli.levels }),
  'winston for Logstash': () => winstonWith(logstash()),
  'winston as pretty text': () => winstonWith(prettyPrint({ depth: 10 })),
  'a child of winston': () => {
    const { logger, sink } = winstonWith(json(), { defaultMeta: { service: 'orders' } });
    return { logger: (logger as winston.Logger).child({ tenant: 'a' }), sink };
  },
  bunyan: () => bunyanWith(),
  'a child of bunyan': () => bunyanWith((logger) => logger.child({ tenant: 'a' })),
  consola: () => {
    const sink = new Sink();
    const stdout = sink.stream as unknown as NodeJS.WriteStream;
    const options: object = { fancy: true, stdout, stderr: stdout, level: 3 };
    return { logger: consola.create(options), sink };
  },
  'consola with plain text': () => {
    const sink = new Sink();
    const stdout = sink.stream as unknown as NodeJS.WriteStream;
    return { logger: basicConsola.create({ stdout, stderr: stdout, level: 3 }).withTag('orders'), sink };
  },
  'consola with a reporter of JSON': () => {
    const sink = new Sink();
    const reporters = [{ log: (line: object) => void sink.stream.write(JSON.stringify(line)) }];
    return { logger: consola.create({ reporters, level: 3 }), sink };
  },
};

async function printedBy({ logger, sink }: Printing, fail: () => unknown, onError?: OnError): Promise<string> {
  const record = insert({ id: 1, card: SECRET });
  const handlers = stream().onInsert(function mail() {
    throw fail();
  });
  const options = { logger, ...(onError && { onError }) };
  const { dropped, failures } = await bootstrap(handlers, options).dispatch(streamEvent(record));
  expect(dropped.length + failures.length).to.equal(1);
  await setImmediate();
  expect(sink.text).to.include(record.eventID).and.include(record.dynamodb.SequenceNumber).and.include('stream.mail');
  expect(sink.text).not.to.include(SECRET);
  return sink.text;
}

for (const [name, setUp] of Object.entries(SETUPS)) {
  describe(`the logger ${name}`, () => {
    it('prints which handler failed on which record, and the whole error', async () => {
      const text = await printedBy(setUp(), brokenWrite);
      for (const part of PARTS) expect(text).to.include(part);
    });

    it('prints the same where onError skips the record, or fails itself', async () => {
      for (const part of PARTS) expect(await printedBy(setUp(), brokenWrite, () => 'skip')).to.include(part);
      const failing = () => {
        throw new Error('no queue');
      };
      for (const part of [...PARTS, 'no queue'])
        expect(await printedBy(setUp(), brokenWrite, failing)).to.include(part);
    });

    it('prints the errors of an AggregateError', async () => {
      const errors = [new Error('replica one'), new RangeError('replica two')];
      const text = await printedBy(setUp(), () => new AggregateError(errors, 'no replica'));
      for (const part of ['no replica', 'replica one', 'RangeError', 'replica two']) expect(text).to.include(part);
    });

    it('prints an error that is its own cause', async () => {
      const error: Error & { self?: unknown } = new Error('turns in a circle');
      Object.assign(error, { cause: new Error('half a turn', { cause: error }), self: error });
      expect(await printedBy(setUp(), () => error))
        .to.include('turns in a circle')
        .and.include('half a turn');
    });

    it('prints what is no error, without what is in it', async () => {
      expect(await printedBy(setUp(), () => 'no funds')).to.include('no funds');
      expect(await printedBy(setUp(), () => ({ card: SECRET }))).to.include('keys [card]');
      expect(await printedBy(setUp(), () => undefined)).to.include('undefined');
    });

    it('prints the details of a message in which there are formats', async () => {
      const text = await printedBy(setUp(), () => new Error('50%d, 100%s, %j, %%'));
      expect(text).to.include('50%d, 100%s, %j, %%');
    });

    it('prints that a table has no subscriber', async () => {
      const { logger, sink } = setUp();
      const handler = bootstrap(
        stream({ table: 'Orders' }).onAny(() => {}),
        { logger },
      );
      await handler.dispatch(streamEvent(insert({ id: 1 }, { table: 'Prod-Orders' })));
      await setImmediate();
      expect(sink.text).to.include('Prod-Orders').and.include('no handler subscribes');
    });
  });
}

describe('a logger that prints messages alone', () => {
  const setups: Readonly<Record<string, () => Printing>> = {
    'winston with printf': () => winstonWith(winston.format.printf(({ level, message }) => `${level}: ${message}`)),
    'a function around pino': () => {
      const { logger, sink } = pinoWith({});
      const { debug, info, warn, error } = logger;
      const to = (method: Logger['error']) => (message: string, details: unknown) =>
        method.call(logger, message, details);
      return { logger: { debug: to(debug), info: to(info), warn: to(warn), error: to(error) }, sink };
    },
  };
  for (const [name, setUp] of Object.entries(setups)) {
    it(`prints which handler failed on which event, and why: ${name}`, async () => {
      const { logger, sink } = setUp();
      const record = insert({ id: 1 });
      const handlers = stream().onInsert(function mail() {
        throw brokenWrite();
      });
      await bootstrap(handlers, { logger }).dispatch(streamEvent(record));
      await setImmediate();
      expect(sink.text).to.include('stream.mail').and.include(record.eventID).and.include('the order is gone');
    });
  }
});
