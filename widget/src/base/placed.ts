// Styles that are known only when they are drawn. Set one by one on the element: strict pages refuse a `style` attribute,
// which Lit's own directive writes the first time.

import { noChange } from "lit";
import { Directive, PartType, directive, type ElementPart, type PartInfo } from "lit/directive.js";

class Placed extends Directive {
  #set = new Set<string>();

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error("`placed` stands in the tag of an element");
  }

  render(_styles: Record<string, string>): unknown {
    return noChange;
  }

  override update(part: ElementPart, [styles]: [Record<string, string>]): unknown {
    const { style } = part.element as HTMLElement;
    for (const name of this.#set) if (!(name in styles)) style.removeProperty(name);
    for (const [name, value] of Object.entries(styles)) style.setProperty(name, value);
    this.#set = new Set(Object.keys(styles));
    return noChange;
  }
}

/** `<div ${placed({ height: "40px" })}>`; names as in CSS. */
export const placed = directive(Placed);
