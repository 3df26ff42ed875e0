/** Names in this file are those of the Java Object Serialization Specification, version 2. */
const TC = {
  NULL: 0x70,
  REFERENCE: 0x71,
  CLASSDESC: 0x72,
  OBJECT: 0x73,
  STRING: 0x74,
  ARRAY: 0x75,
  CLASS: 0x76,
  BLOCKDATA: 0x77,
  ENDBLOCKDATA: 0x78,
  RESET: 0x79,
  BLOCKDATALONG: 0x7a,
  LONGSTRING: 0x7c,
  PROXYCLASSDESC: 0x7d,
  ENUM: 0x7e,
} as const;
const FIRST_HANDLE = 0x7e_0000;
const LINES_MAX = 2_000;
const DEPTH_MAX = 40;

interface ClassDesc {
  readonly name: string;
  readonly flags: number;
  readonly fields: readonly { readonly type: string; readonly name: string }[];
  parent: ClassDesc | null;
}

class Unreadable extends Error {}

/** An outline of a serialised Java object, one line per value; null when it cannot be followed. Nothing is executed. */
export function javaOutline(bytes: Uint8Array): string | null {
  try {
    return new Outline(bytes).whole();
  } catch (error) {
    if (error instanceof Unreadable || error instanceof RangeError) return null;
    throw error;
  }
}

class Outline {
  readonly #view: DataView;
  readonly #lines: string[] = [];
  readonly #handles: (string | ClassDesc)[] = [];
  #at = 4;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  whole(): string {
    if (this.#view.getUint32(0) !== 0xaced_0005) throw new Unreadable();
    while (this.#at < this.#view.byteLength) this.#content('', 0);
    return this.#lines.join('\n');
  }

  #content(label: string, depth: number): void {
    if (depth > DEPTH_MAX) throw new Unreadable();
    const tag = this.#u1();
    switch (tag) {
      case TC.NULL:
        this.#line(label, depth, 'null');
        return;
      case TC.REFERENCE:
        this.#line(label, depth, this.#told(this.#u4()));
        return;
      case TC.STRING:
      case TC.LONGSTRING: {
        const text = this.#string(tag);
        this.#handles.push(JSON.stringify(text));
        this.#line(label, depth, JSON.stringify(text));
        return;
      }
      case TC.OBJECT:
        this.#object(label, depth);
        return;
      case TC.ARRAY:
        this.#array(label, depth);
        return;
      case TC.ENUM: {
        const desc = this.#desc();
        const at = this.#handles.push(desc.name) - 1;
        const name = this.#string(this.#u1());
        this.#handles.push(JSON.stringify(name));
        this.#handles[at] = `${desc.name}.${name}`;
        this.#line(label, depth, `${desc.name}.${name}`);
        return;
      }
      case TC.CLASS: {
        const desc = this.#desc();
        this.#handles.push(`class ${desc.name}`);
        this.#line(label, depth, `class ${desc.name}`);
        return;
      }
      case TC.BLOCKDATA:
        this.#block(label, depth, this.#u1());
        return;
      case TC.BLOCKDATALONG:
        this.#block(label, depth, this.#u4());
        return;
      case TC.RESET:
        this.#handles.length = 0;
        return;
      case TC.CLASSDESC:
      case TC.PROXYCLASSDESC: {
        this.#at -= 1;
        const desc = this.#desc();
        this.#line(label, depth, `class ${desc.name}`);
        return;
      }
      default:
        throw new Unreadable();
    }
  }

  #object(label: string, depth: number): void {
    const desc = this.#desc();
    this.#handles.push(desc.name);
    this.#line(label, depth, desc.name);
    const lineage: ClassDesc[] = [];
    for (let each: ClassDesc | null = desc; each !== null; each = each.parent) lineage.unshift(each);
    for (const { flags, fields } of lineage) {
      // Externalizable without block data is known to nobody but its class.
      if ((flags & 0x04) !== 0 && (flags & 0x08) === 0) throw new Unreadable();
      if ((flags & 0x02) !== 0)
        for (const { type, name } of fields) this.#value(`${name}: `, type, depth + 1);
      if ((flags & 0x01) !== 0 || (flags & 0x04) !== 0) this.#annotation(depth + 1);
    }
  }

  #array(label: string, depth: number): void {
    const desc = this.#desc();
    this.#handles.push(desc.name);
    const length = this.#u4();
    const type = desc.name.slice(1);
    this.#line(label, depth, `${desc.name} × ${length}`);
    if (type === 'B') this.#block('', depth + 1, length);
    else for (let at = 0; at < length; at += 1) this.#value(`${at}: `, type, depth + 1);
  }

  #annotation(depth: number): void {
    while (this.#view.getUint8(this.#at) !== TC.ENDBLOCKDATA) this.#content('', depth);
    this.#at += 1;
  }

  #value(label: string, type: string, depth: number): void {
    const kind = type[0];
    if (kind === 'L' || kind === '[') this.#content(label, depth);
    else this.#line(label, depth, this.#primitive(kind ?? ''));
  }

  #primitive(kind: string): string {
    const at = this.#at;
    const take = (length: number, text: string): string => {
      this.#at += length;
      return text;
    };
    switch (kind) {
      case 'B':
        return take(1, String(this.#view.getInt8(at)));
      case 'C':
        return take(2, JSON.stringify(String.fromCharCode(this.#view.getUint16(at))));
      case 'D':
        return take(8, String(this.#view.getFloat64(at)));
      case 'F':
        return take(4, String(this.#view.getFloat32(at)));
      case 'I':
        return take(4, String(this.#view.getInt32(at)));
      case 'J':
        return take(8, String(this.#view.getBigInt64(at)));
      case 'S':
        return take(2, String(this.#view.getInt16(at)));
      case 'Z':
        return take(1, String(this.#view.getUint8(at) !== 0));
      default:
        throw new Unreadable();
    }
  }

  #desc(): ClassDesc {
    const tag = this.#u1();
    if (tag === TC.REFERENCE) {
      const found = this.#handles[this.#u4() - FIRST_HANDLE];
      if (typeof found !== 'object') throw new Unreadable();
      return found;
    }
    if (tag === TC.PROXYCLASSDESC) {
      const proxy: ClassDesc = { name: 'java.lang.reflect.Proxy', flags: 0x02, fields: [], parent: null };
      this.#handles.push(proxy);
      for (let left = this.#u4(); left > 0; left -= 1) this.#utf(this.#u2());
      this.#annotation(DEPTH_MAX);
      proxy.parent = this.#parent();
      return proxy;
    }
    if (tag !== TC.CLASSDESC) throw new Unreadable();
    const name = this.#utf(this.#u2());
    // The serialVersionUID says nothing to a reader.
    this.#at += 8;
    const fields: { type: string; name: string }[] = [];
    const desc: ClassDesc = { name, flags: this.#view.getUint8(this.#at), fields, parent: null };
    this.#handles.push(desc);
    this.#at += 1;
    for (let left = this.#u2(); left > 0; left -= 1) {
      const kind = String.fromCharCode(this.#u1());
      const field = this.#utf(this.#u2());
      fields.push({ name: field, type: kind === 'L' || kind === '[' ? this.#typeName(kind) : kind });
    }
    this.#annotation(DEPTH_MAX);
    desc.parent = this.#parent();
    return desc;
  }

  #parent(): ClassDesc | null {
    if (this.#view.getUint8(this.#at) !== TC.NULL) return this.#desc();
    this.#at += 1;
    return null;
  }

  #typeName(kind: string): string {
    const tag = this.#u1();
    if (tag === TC.REFERENCE) {
      this.#at += 4;
      return kind;
    }
    this.#handles.push(JSON.stringify(this.#string(tag)));
    return kind;
  }

  #string(tag: number): string {
    if (tag === TC.REFERENCE) return this.#told(this.#u4());
    if (tag === TC.STRING) return this.#utf(this.#u2());
    if (tag !== TC.LONGSTRING || this.#u4() !== 0) throw new Unreadable();
    return this.#utf(this.#u4());
  }

  /** What a reference stands for. */
  #told(handle: number): string {
    const found = this.#handles[handle - FIRST_HANDLE];
    if (found === undefined) throw new Unreadable();
    return typeof found === 'string' ? found : found.name;
  }

  /** Modified UTF-8: read as UTF-8, which it is but for NUL and what lies above U+FFFF. */
  #utf(length: number): string {
    return new TextDecoder().decode(this.#take(length));
  }

  #block(label: string, depth: number, length: number): void {
    const hex = [...this.#take(length).subarray(0, 32)].map((byte) => byte.toString(16).padStart(2, '0'));
    this.#line(label, depth, `${hex.join(' ')}${length > 32 ? ` … ${length} B` : ''}`);
  }

  #take(length: number): Uint8Array {
    if (this.#at + length > this.#view.byteLength) throw new Unreadable();
    const piece = new Uint8Array(this.#view.buffer, this.#view.byteOffset + this.#at, length);
    this.#at += length;
    return piece;
  }

  #line(label: string, depth: number, text: string): void {
    if (this.#lines.length >= LINES_MAX) throw new Unreadable();
    this.#lines.push(`${'  '.repeat(depth)}${label}${text}`);
  }

  #u1(): number {
    this.#at += 1;
    return this.#view.getUint8(this.#at - 1);
  }

  #u2(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  #u4(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4);
  }
}
