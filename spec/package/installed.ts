import { Consumer } from './consumer.js';

/** Packing and installing takes seconds: all specs share one project, and write files of their own names into it. */
export let consumer: Consumer;

export const mochaHooks = {
  async beforeAll() {
    consumer = await Consumer.install();
  },
  afterAll() {
    consumer?.remove();
  },
};
