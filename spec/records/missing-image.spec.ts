import { expect } from 'chai';
import {
  bootstrap,
  MissingImageError,
  OnChange,
  OnInsert,
  OnModify,
  OnRemove,
  type StreamHandlers,
  type StreamRecord,
  type StreamViewType,
  stream,
} from '../../lib/index.js';
import { insert, modify, remove, streamEvent } from '../../lib/testing/index.js';
import { silent, viewOf } from './views.js';

const VIEW_TYPES: StreamViewType[] = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'];
const make = {
  INSERT: (viewType: StreamViewType) => insert({ pk: 1 }, { viewType, table: 'Orders' }),
  MODIFY: (viewType: StreamViewType) => modify({ pk: 1 }, { pk: 1, a: 1 }, { viewType, table: 'Orders' }),
  REMOVE: (viewType: StreamViewType) => remove({ pk: 1 }, { viewType, table: 'Orders' }),
};
const EVENT_NAMES = ['INSERT', 'MODIFY', 'REMOVE'] as const;

const carriesNew = (viewType: string) => viewType.startsWith('NEW');
const carriesOld = (viewType: string) => viewType.includes('OLD');

for (const viewType of VIEW_TYPES) {
  for (const eventName of EVENT_NAMES) {
    describe(`on a stream with ${viewType}, the record of ${eventName}`, () => {
      const hasNew = eventName === 'REMOVE' || carriesNew(viewType);
      const hasOld = eventName === 'INSERT' || carriesOld(viewType);
      const readings: [string, (record: StreamRecord) => unknown, boolean, string][] = [
        ['newImage', (record) => record.newImage, hasNew, 'NEW_IMAGE'],
        ['oldImage', (record) => record.oldImage, hasOld, 'OLD_IMAGE'],
        ['changes', (record) => record.changes, hasNew && hasOld, 'NEW_AND_OLD_IMAGES'],
        ['changed()', (record) => record.changed(), hasNew && hasOld, 'NEW_AND_OLD_IMAGES'],
        ['changed("pk")', (record) => record.changed('pk'), hasNew && hasOld, 'NEW_AND_OLD_IMAGES'],
      ];
      for (const [name, read, carried, needed] of readings) {
        it(`${carried ? 'has' : 'throws MissingImageError, which says what is needed, for'} ${name}`, async () => {
          const view = await viewOf(make[eventName](viewType));
          if (carried) expect(() => read(view)).not.to.throw();
          else
            expect(() => read(view))
              .to.throw(MissingImageError)
              .with.property('message')
              .that.includes('Orders')
              .and.includes(viewType)
              .and.includes(needed)
              .and.includes('NEW_AND_OLD_IMAGES');
        });
      }

      it('has its keys', async () => {
        expect((await viewOf(make[eventName](viewType))).keys).to.deep.equal({ pk: 1 });
      });
    });
  }
}

describe('a filter that needs an image which the stream does not carry', () => {
  const unused = () => {
    throw new Error('called');
  };
  const filters: [string, StreamHandlers, StreamViewType, keyof typeof make][] = [
    ['onChange', stream().onChange('a', unused), 'NEW_IMAGE', 'MODIFY'],
    ['onChange', stream().onChange('a', unused), 'OLD_IMAGE', 'MODIFY'],
    ['onChange', stream().onChange('a', unused), 'KEYS_ONLY', 'MODIFY'],
    ['onChange', stream().onChange('a', { on: ['INSERT'] }, unused), 'OLD_IMAGE', 'INSERT'],
    ['onChange', stream().onChange('a', { on: ['REMOVE'] }, unused), 'NEW_IMAGE', 'REMOVE'],
    ['newImage', stream().onInsert({ newImage: { a: 1 } }, unused), 'KEYS_ONLY', 'INSERT'],
    ['newImage', stream().onModify({ newImage: { a: { exists: false } } }, unused), 'OLD_IMAGE', 'MODIFY'],
    ['oldImage', stream().onModify({ oldImage: { a: 1 } }, unused), 'NEW_IMAGE', 'MODIFY'],
    ['oldImage', stream().onRemove({ oldImage: { a: { 'anything-but': 1 } } }, unused), 'KEYS_ONLY', 'REMOVE'],
    ['the filter of the table', stream({ filter: { newImage: { a: 1 } } }).onModify(unused), 'KEYS_ONLY', 'MODIFY'],
    ['when', stream().onInsert({ when: ({ newImage }) => newImage.a === 1 }, unused), 'KEYS_ONLY', 'INSERT'],
  ];
  for (const [name, handlers, viewType, eventName] of filters) {
    it(`fails the record, and never silently does not match: ${name} on ${eventName} with ${viewType}`, async () => {
      const { failures, checkpoint, skipped } = await bootstrap(handlers, { logger: silent }).dispatch(
        streamEvent(make[eventName](viewType)),
      );
      expect(skipped).to.equal(0);
      expect(failures).to.have.length(1);
      expect(checkpoint).to.be.a('string').and.not.equal('');
      const [error] = failures[0]?.errors ?? [];
      expect(error?.cause).to.be.an.instanceof(MissingImageError);
      expect(error?.message).to.include('Orders').and.include(viewType);
    });
  }

  it('fails the record of a decorated class, naming the method', async () => {
    class Orders {
      @OnChange('status')
      shipped() {}
      @OnInsert
      added() {}
      @OnRemove({ oldImage: { status: 'PAID' } })
      @OnModify({ keys: { pk: 2 } })
      other() {}
    }
    const event = streamEvent(make.INSERT('KEYS_ONLY'), make.MODIFY('KEYS_ONLY'));
    const { failures, handled } = await bootstrap(Orders, { logger: silent }).dispatch(event);
    expect(handled).to.equal(1);
    expect(failures.flatMap(({ errors }) => errors.map(({ handler }) => handler.id))).to.deep.equal(['Orders.shipped']);
  });

  it('fails that handler alone: the others of the record run', async () => {
    const ran: string[] = [];
    const handlers = stream()
      .onChange('a', unused)
      .onAny(() => ran.push('any'));
    const { failures, results } = await bootstrap(handlers, { logger: silent }).dispatch(
      streamEvent(make.MODIFY('NEW_IMAGE')),
    );
    expect(ran).to.deep.equal(['any']);
    expect(failures[0]?.errors).to.have.length(1);
    expect(results).to.have.length(1);
  });

  it('does not matter where an earlier condition already settles the record', async () => {
    const handlers = stream({ table: 'Customers' }).onChange('a', unused);
    const { skipped, failures } = await bootstrap(handlers, { logger: silent }).dispatch(
      streamEvent(make.MODIFY('KEYS_ONLY')),
    );
    expect({ skipped, failures }).to.deep.equal({ skipped: 1, failures: [] });
  });
});
