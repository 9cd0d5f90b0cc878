import { expect } from 'chai';
import {
  bootstrap,
  ConfigurationError,
  decoratorsFor,
  OnAny,
  OnChange,
  OnInsert,
  OnModify,
  OnRemove,
  Table,
} from '../../lib/index.js';
import { insert } from '../../lib/testing/index.js';
import { causesFor, refusal } from './observe.js';
import { STANDARD, untyped, untypedCall } from './untyped.js';

const typed = decoratorsFor<{ status: string }>();

/** Each decorator in each form, where the types would not let it stand. */
const DECORATORS = {
  OnInsert: untyped(OnInsert),
  OnModify: untyped(OnModify()),
  OnRemove: untyped(OnRemove({ by: 'ttl' })),
  OnAny: untyped(OnAny),
  OnChange: untyped(OnChange('status')),
  'typed OnInsert': untyped(typed.OnInsert),
};

for (const [name, decorate] of Object.entries(DECORATORS)) {
  const decorator = `@${name.replace('typed ', '')}`;

  describe(`${name} where it cannot stand`, () => {
    it('refuses a static method while the class is defined', () => {
      const message = refusal(() => {
        class Orders {
          fine() {}
          @decorate static confirm() {}
        }
        return Orders;
      });
      expect(message)
        .to.match(/^Orders\.confirm: /)
        .and.include(decorator);
    });

    it('refuses a field, a getter, a setter and an accessor, in bootstrap at the latest', () => {
      const classes = [
        () => {
          class Orders {
            @decorate confirm = 1;
          }
          return Orders;
        },
        () => {
          class Orders {
            @decorate confirm = () => undefined;
          }
          return Orders;
        },
        () => {
          class Orders {
            @decorate get confirm() {
              return 1;
            }
          }
          return Orders;
        },
        () => {
          class Orders {
            @decorate set confirm(_: unknown) {}
          }
          return Orders;
        },
        () => {
          class Orders {
            @decorate accessor confirm = 1;
          }
          return Orders;
        },
      ];
      for (const define of classes) {
        expect(refusal(() => bootstrap(define())))
          .to.match(/^Orders\.confirm: /)
          .and.include(decorator);
      }
    });

    it('refuses static fields and accessors while the class is defined', () => {
      const classes = [
        () => {
          class Orders {
            fine() {}
            @decorate static confirm = 1;
          }
          return Orders;
        },
        () => {
          class Orders {
            fine() {}
            @decorate static get confirm() {
              return 1;
            }
          }
          return Orders;
        },
      ];
      for (const define of classes)
        expect(refusal(define))
          .to.match(/^Orders\.confirm: /)
          .and.include(decorator);
    });

    it('refuses a class', () => {
      const message = refusal(() => {
        @decorate
        class Orders {
          @OnInsert confirm() {}
        }
        return Orders;
      });
      expect(message)
        .to.match(/^Orders: /)
        .and.include(decorator);
    });

    it('refuses members named by symbols', () => {
      const confirm = Symbol('confirm');
      const message = refusal(() => {
        class Orders {
          fine() {}
          @decorate static [confirm]() {}
        }
        return Orders;
      });
      expect(message).to.match(/^Orders\.Symbol\(confirm\): /);
    });

    it('says where it may stand', () => {
      const message = refusal(() => {
        class Orders {
          fine() {}
          @decorate static confirm() {}
        }
        return Orders;
      });
      expect(message).to.match(/expected .*method.*static/);
    });
  });
}

describe('A misplaced decorator beside a good one', () => {
  it('is found though the class has handlers', () => {
    const make = () => {
      class Orders {
        @OnInsert fine() {}
        @untyped(OnInsert) confirm = 1;
      }
      return Orders;
    };
    expect(refusal(() => bootstrap(make()))).to.match(/^Orders\.confirm: /);
    expect(refusal(() => new (make())())).to.match(/^Orders\.confirm: /);
  });

  // The standard dialect does not know the class before there is an instance.
  it('is found for the first record at the latest where `resolve` makes the instance', async () => {
    const make = () => {
      class Orders {
        @OnInsert fine() {}
        @untyped(OnInsert) confirm = 1;
      }
      return Orders;
    };
    if (!STANDARD) expect(refusal(make)).to.match(/^Orders\.confirm: /);
    else {
      const Orders = make();
      const [cause] = await causesFor(Orders, insert({ pk: 'A' }), { resolve: () => new Orders() });
      expect(cause)
        .to.be.instanceOf(ConfigurationError)
        .and.have.property('message')
        .which.match(/^Orders\.confirm: /);
    }
  });
});

describe('@OnChange without a path', () => {
  it('is refused while the class is defined', () => {
    const message = refusal(() => {
      class Orders {
        @untyped(OnChange) confirm() {}
      }
      return Orders;
    });
    expect(message).to.include("@OnChange('status')");
  });

  it('is refused where it stands on a class', () => {
    refusal(() => {
      @untyped(OnChange)
      class Orders {
        @OnInsert confirm() {}
      }
      return Orders;
    });
  });

  it('is refused by name where it is called with nothing', () => {
    class Orders {
      @untypedCall(OnChange) confirm() {}
    }
    expect(refusal(() => bootstrap(Orders))).to.match(/^Orders\.confirm: @OnChange: found undefined, expected .*path/);
  });
});

describe('@Table where it cannot stand', () => {
  it('is refused without a name', () => {
    const message = refusal(() => {
      @untyped(Table)
      class Orders {
        @OnInsert confirm() {}
      }
      return Orders;
    });
    expect(message).to.include("@Table('Orders')");
  });

  it('is refused twice on one class', () => {
    const message = refusal(() => {
      @Table('Orders')
      @Table('Users')
      class Orders {
        @OnInsert confirm() {}
      }
      return Orders;
    });
    expect(message).to.include('Orders').and.include('@Table');
  });

  it('is refused on members', () => {
    const members = [
      () => {
        class Orders {
          @untyped(Table('Orders')) confirm() {}
        }
        return Orders;
      },
      () => {
        class Orders {
          fine() {}
          @untyped(Table('Orders')) static confirm() {}
        }
        return Orders;
      },
      () => {
        class Orders {
          @untyped(Table('Orders')) confirm = 1;
        }
        return Orders;
      },
    ];
    for (const define of members) expect(refusal(define)).to.include('@Table');
  });
});
